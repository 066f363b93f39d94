package io.mediary.signal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.eclipse.microprofile.context.spi.ThreadContextProvider;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.Test;

import io.mediary.instance.Identity;
import io.mediary.testing.ApiClient;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.context.SmallRyeThreadContext;
import io.smallrye.context.impl.ThreadContextProviderPlan;

/** Numbers, spans, log lines and readiness of one instance, as those who run it get them. */
@QuarkusTest
@TestProfile(TracedInstance.class)
class AnInstanceTellsWhatItDoesTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TestHTTPResource("/v1/ws")
    URI door;
    @Inject
    InMemorySpanExporter exporter;
    @Inject
    Identity identity;

    @Test
    void aTraceLeadsFromTheDoorToRedisAndTheMediaServer() {
        String session = create("echo", "00-" + TRACE + "-00f067aa0ba902b7-01");
        await().atMost(SOON).untilAsserted(() -> assertThat(inTrace()).extracting(SpanData::getName)
                .contains("media/session/create", "redis create", "redis commit", "kurento transaction"));

        SpanData command = named("media/session/create");
        assertThat(ancestors(named("kurento transaction"))).contains(command.getSpanId());
        assertThat(ancestors(named("redis commit"))).contains(command.getSpanId());
        assertThat(ancestors(command)).as("the client's own span is the outermost").contains("00f067aa0ba902b7");
        assertThat(inTrace()).filteredOn(span -> span.getName().startsWith("kurento ")).allSatisfy(span -> assertThat(
                span.getAttributes().asMap().toString()).contains(session, "mediary.result"));
        destroy(session);
    }

    @Test
    void aCommandThatFailsIsAnErrorInItsSpan() {
        given().contentType("application/json").body("{\"session_id\": \"nobody\"}").post("/v1/media/session/get_info")
                .then().statusCode(404);
        await().atMost(SOON).untilAsserted(() -> assertThat(exporter.getFinishedSpanItems())
                .filteredOn(span -> span.getName().equals("media/session/get_info"))
                .anySatisfy(span -> assertThat(span.getStatus().getDescription()).isEqualTo("session_not_found")));
    }

    @Test
    void sessionsAreCountedByTypeAndNode() {
        String session = create("echo", "");
        await().atMost(SOON).untilAsserted(() -> assertThat(metrics())
                .containsPattern("mediary_sessions\\{node=\"\\w+\",type=\"echo\"\\} 1.0"));
        destroy(session);
        await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).doesNotContain("type=\"echo\""));
    }

    @Test
    void everyNumberIsInTheDocumentation() throws IOException {
        destroy(create("park", ""));
        try (ApiClient client = ApiClient.login(socket(), "tester")) {
            client.request("core/event/get_subscriptions");
            assertThat(metrics()).contains("mediary_commands_seconds_bucket",
                    "mediary_redis_calls_seconds_count{call=\"commit\"",
                    "mediary_kurento_requests_seconds_count{method=\"transaction\"", "mediary_events_published_total",
                    "mediary_lease_waits_seconds_count", "mediary_sockets{kind=\"socket\"} 1.0",
                    "mediary_ready{condition=\"redis\"} 1.0");
        }
        String documented = Files.readString(Path.of("docs/operations.md"));
        Set<String> names = Pattern.compile("(?m)^(mediary_\\w+?)(_bucket|_count|_sum|_max)?[{ ]").matcher(metrics())
                .results().map(found -> found.group(1)).collect(Collectors.toSet());
        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(documented).contains("`" + name + "`"));
    }

    @Test
    void whatIsRarelyCountedIsShownBeforeItsFirstTime() {
        assertThat(metrics()).contains("mediary_adoptions_total 0.0", "mediary_events_published_total",
                "mediary_events_delivered_total", "mediary_events_replayed_total");
        assertThat(List.of("stray", "session", "relay", "index", "watcher"))
                .allSatisfy(kind -> assertThat(metrics()).contains("mediary_sweep_findings_total{kind=\"" + kind));
    }

    @Test
    void onlyTheTrailGoesAlongAndByTheShortWay() {
        ThreadContextProviderPlan plan = SmallRyeThreadContext.getCurrentThreadContextOrDefaultContexts().getPlan();
        assertThat(plan.propagatedProviders).extracting(ThreadContextProvider::getThreadContextType)
                .containsExactly(TrailPropagation.TYPE);
        assertThat(plan.clearedProviders).isEmpty();
        assertThat(plan.isFast()).isTrue();
    }

    @Test
    void linesSayWhoseTheyAreWhereverTheyAreWritten() {
        List<Map<String, String>> lines = new CopyOnWriteArrayList<>();
        Handler handler = LogContext.getLogContext().getLogger("").getHandlers()[0];
        Filter fields = handler.getFilter();
        handler.setFilter(logged -> {
            boolean passes = fields.isLoggable(logged);
            if (logged instanceof ExtLogRecord line && line.getFormattedMessage().startsWith("hopped ")) {
                line.putMdc("message", line.getFormattedMessage());
                lines.add(line.getMdcCopy());
            }
            return passes;
        });
        try (ApiClient client = ApiClient.login(socket(), "tester")) {
            List<String> sessions = Stream.iterate(0, n -> n + 1).limit(8).map(n -> "session-" + n).toList();
            client.request("test/trail/log", "session_id", "the-first");
            lines.clear();
            CompletableFuture.allOf(sessions.stream()
                    .map(session -> client.send("test/trail/log", ApiClient.data("session_id", session)))
                    .toArray(CompletableFuture[]::new)).join();

            assertThat(lines).hasSize(sessions.size()).allSatisfy(line -> {
                assertThat(line.get("message")).isEqualTo("hopped " + line.get("session"));
                assertThat(line).containsEntry("instance", identity.id()).containsEntry("connection", client.session())
                        .containsEntry("command", "test/trail/log").containsKeys("traceId", "spanId");
            });
            assertThat(lines.stream().map(line -> line.get("session"))).containsExactlyInAnyOrderElementsOf(sessions);
            assertThat(lines.stream().map(line -> line.get("traceId")).distinct()).as("a trace for each command")
                    .hasSize(sessions.size());
        } finally {
            handler.setFilter(fields);
        }
    }

    @Test
    void readinessSaysSinceWhen() {
        await().atMost(SOON).untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200)
                .body("checks.find { it.name == 'mediary' }.data.redis", containsString("ok, since 20"))
                .body("checks.find { it.name == 'mediary' }.data.'media servers'", containsString("ok, since 20"))
                .body("checks.find { it.name == 'mediary' }.status", equalTo("UP")));
    }

    private URI socket() {
        return URI.create("ws" + door.toString().substring("http".length()));
    }

    private static String create(String type, String traceparent) {
        var request = given().contentType("application/json")
                .body("{\"type\": \"" + type + "\", \"wait_reply\": true}");
        return (traceparent.isEmpty() ? request : request.header("traceparent", traceparent))
                .post("/v1/media/session/create").then().statusCode(200).extract().path("data.session_id");
    }

    private static void destroy(String session) {
        given().contentType("application/json").body("{\"session_id\": \"" + session + "\"}")
                .post("/v1/media/session/destroy").then().statusCode(200);
    }

    private static String metrics() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }

    private List<SpanData> inTrace() {
        return exporter.getFinishedSpanItems().stream().filter(span -> span.getTraceId().equals(TRACE)).toList();
    }

    private SpanData named(String name) {
        return inTrace().stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    private List<String> ancestors(SpanData span) {
        List<String> ids = new CopyOnWriteArrayList<>();
        for (Optional<SpanData> next = Optional.of(span); next.isPresent();) {
            String parent = next.get().getParentSpanId();
            ids.add(parent);
            next = inTrace().stream().filter(other -> other.getSpanId().equals(parent)).findFirst();
        }
        return ids;
    }
}
