package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaryProcess;

/** An instance is told to stop: what it has begun it ends, its clients go to the other instance, and nothing is lost. */
class OrderlyStopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RESTART = 1012;
    private static final int TRY_LATER = 1013;
    private static final int AT_ONCE = 4;
    /** On a busy machine Redis' answers come late, which is another story. */
    private static final String[] PATIENT = {"mediary.store.timeout", "15s"};

    private final HttpClient http = HttpClient.newHttpClient();
    private Cluster cluster;
    private MediaryProcess second;

    @BeforeEach
    void start() {
        cluster = new Cluster("orderly-stop");
        second = cluster.instance(PATIENT);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void everyCommandIsAnsweredOrNotRunAndNoEventIsLostOrDoubled() throws Exception {
        MediaryProcess first = cluster.instance("mediary.instance.notice", "0s", PATIENT[0], PATIENT[1]);
        List<ApiClient> clients = IntStream.range(0, 4).mapToObj(i -> ApiClient.login(first.socket(), "alice"))
                .toList();
        clients.forEach(client -> client.request("core/event/subscribe", "class", "chat", "obj_id", "room"));
        try (ApiClient watcher = ApiClient.login(second.socket(), "alice")) {
            watcher.request("core/event/subscribe", "class", "chat", "obj_id", "room");
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Map<String, CompletableFuture<JsonNode>>>> talks = clients.stream()
                    .map(client -> CompletableFuture.supplyAsync(() -> talk(client, over))).toList();
            await().atMost(PATIENCE).until(() -> watcher.events("room").size() > 100);

            first.terminate();
            for (ApiClient client : clients) {
                await().atMost(PATIENCE).until(() -> client.closed().isDone());
                assertThat(client.closed().join()).isEqualTo(RESTART);
                assertThat(client.asked()).anySatisfy(asked -> {
                    assertThat(asked.path("cmd").asText()).isEqualTo("reconnect");
                    assertThat(asked.at("/data/delay").asLong()).isBetween(0L, 20_000L);
                });
            }
            over.set(true);
            first.ends(PATIENCE);

            List<ApiClient> resumed = clients.stream()
                    .map(client -> ApiClient.resume(second.socket(), "alice", client.session())).toList();
            assertThat(resumed.stream().map(ApiClient::session).toList())
                    .isEqualTo(clients.stream().map(ApiClient::session).toList());
            Set<String> said = new TreeSet<>();
            for (int i = 0; i < clients.size(); i++) {
                for (Map.Entry<String, CompletableFuture<JsonNode>> talk : talks.get(i).join().entrySet()) {
                    said.add(talk.getKey());
                    if (talk.getValue().isCompletedExceptionally()) {
                        resumed.get(i).request("core/event/send_event", say(talk.getKey()));
                    }
                }
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(words(watcher.events("room"))).hasSameSizeAs(said));
            assertThat(words(watcher.events("room"))).as("each once: what was not answered had not been run")
                    .containsExactlyInAnyOrderElementsOf(said);
            for (int i = 0; i < clients.size(); i++) {
                ApiClient before = clients.get(i);
                ApiClient after = resumed.get(i);
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(distinct(before, after)).hasSameSizeAs(said));
                assertThat(words(distinct(before, after))).containsExactlyInAnyOrderElementsOf(said);
                after.close();
            }
        }
    }

    @Test
    void whatIsUnderWayIsEndedBeforeTheDoorsCloseAndNobodyNewIsLetIn() throws Exception {
        MediaryProcess first = cluster.instance("mediary.instance.notice", "1s");
        try (ApiClient slow = ApiClient.login(second.socket(), "alice");
                ApiClient asking = ApiClient.login(first.socket(), "alice")) {
            slow.answering(false);
            HttpResponse<Stream<String>> stream = http.send(
                    HttpRequest.newBuilder(first.http("/v1/events?class=chat")).build(),
                    HttpResponse.BodyHandlers.ofLines());
            CompletableFuture<JsonNode> bySocket = asking.send("core/session/cmd", ask(slow, "by_socket"));
            CompletableFuture<HttpResponse<String>> byRest = http.sendAsync(
                    post(first, "core/session/cmd", ask(slow, "by_rest")), HttpResponse.BodyHandlers.ofString());
            await().atMost(PATIENCE).until(() -> slow.asked().size() == 2);
            slow.asked().forEach(slow::acknowledge);

            first.terminate();
            await("not ready any more").atMost(PATIENCE).until(() -> status(first, "/q/health/ready") == 503);
            await("new streams are refused").atMost(PATIENCE).until(() -> status(first, "/v1/events") == 503);
            assertThatThrownBy(() -> ApiClient.login(first.socket(), "bob")).hasRootCauseMessage(
                    "Unexpected HTTP response status code 503");
            assertThat(stream.body().filter(line -> line.startsWith("retry: ")).map(line -> line.substring(7)).toList())
                    .as("the stream ends and says when to come again")
                    .satisfiesExactly(usually -> assertThat(usually).isEqualTo("2000"),
                            now -> assertThat(Integer.parseInt(now)).isBetween(100, 1000));
            await("new commands by REST are refused in the end").atMost(PATIENCE).until(() -> http
                    .send(post(first, "core/-/ping", ApiClient.data()), HttpResponse.BodyHandlers.ofString())
                    .statusCode() == 503);
            assertThat(asking.request("core/ping")).as("its commands are served as long as it is there").isNotNull();
            assertThat(asking.closed()).isNotDone();
            assertThat(first.running()).isTrue();

            slow.asked().forEach(slow::answer);
            bySocket.join();
            HttpResponse<String> answer = byRest.join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(asking.closed().get(30, TimeUnit.SECONDS)).isEqualTo(RESTART);
            first.ends(PATIENCE);
        }
    }

    @Test
    void theGraceHoldsWhateverDoesNotEnd() {
        MediaryProcess first = cluster.instance("mediary.instance.grace", "5s");
        try (ApiClient slow = ApiClient.login(second.socket(), "alice")) {
            slow.answering(false);
            ApiClient asking = ApiClient.login(first.socket(), "alice");
            CompletableFuture<JsonNode> never = asking.send("core/session/cmd", ask(slow, "never"));
            await().atMost(PATIENCE).until(() -> slow.asked().size() == 1);
            slow.asked().forEach(slow::acknowledge);

            long told = System.nanoTime();
            first.terminate();
            first.terminate();
            first.ends(Duration.ofSeconds(20));
            assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(12));
            assertThat(asking.closed().join()).as("not the code that says that all is answered").isEqualTo(TRY_LATER);
            assertThat(never).isCompletedExceptionally();
            try (ApiClient resumed = ApiClient.resume(second.socket(), "alice", asking.session())) {
                assertThat(resumed.session()).isEqualTo(asking.session());
            }
        }
    }

    @Test
    void whoAlwaysHasACommandInFlightGoesInOrder() throws Exception {
        MediaryProcess first = cluster.instance("mediary.instance.grace", "8s");
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        try (ApiClient slow = ApiClient.login(second.socket(), "alice")) {
            slow.answering(false);
            ApiClient asking = ApiClient.login(first.socket(), "alice");
            List<CompletableFuture<JsonNode>> sent = new CopyOnWriteArrayList<>();
            AtomicInteger answered = new AtomicInteger();
            AtomicInteger seen = new AtomicInteger();
            // What is answered has waited until another one was under way.
            ticks.scheduleWithFixedDelay(() -> {
                sent.add(asking.send("core/session/cmd", ask(slow, "overlapping")));
                List<JsonNode> asked = overlapping(slow);
                asked.subList(answered.get(), seen.get()).forEach(slow::answer);
                answered.set(seen.get());
                seen.set(asked.size());
            }, 0, 200, TimeUnit.MILLISECONDS);
            await().atMost(PATIENCE).until(() -> answered.get() > 3);

            first.terminate();
            assertThat(asking.closed().get(30, TimeUnit.SECONDS)).isEqualTo(RESTART);
            first.ends(PATIENCE);
            ticks.shutdown();
            assertThat(ticks.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(sent.stream().filter(one -> one.isDone() && !one.isCompletedExceptionally()))
                    .as("what was run was answered").hasSameSizeAs(overlapping(slow));
        } finally {
            ticks.shutdownNow();
        }
    }

    @Test
    void anInstanceThatIsKilledWhileItStopsLosesNothingEither() {
        MediaryProcess first = cluster.instance();
        ApiClient maker = ApiClient.login(first.socket(), "alice");
        String session = maker.request("media/session/create", "type", "park", "wait_reply", true).path("session_id")
                .asText();
        try (ApiClient slow = ApiClient.login(second.socket(), "alice")) {
            slow.answering(false);
            maker.send("core/session/cmd", ask(slow, "never"));
            await().atMost(PATIENCE).until(() -> slow.asked().size() == 1);
            first.terminate();
            await().atMost(PATIENCE).until(
                    () -> maker.asked().stream().anyMatch(asked -> asked.path("cmd").asText().equals("reconnect")));
            first.kill();

            try (ApiClient resumed = ApiClient.resume(second.socket(), "alice", maker.session())) {
                assertThat(resumed.session()).isEqualTo(maker.session());
                assertThat(resumed.request("media/session/get_info", "session_id", session).path("type").asText())
                        .isEqualTo("park");
            }
        }
    }

    /** Says something new all the time, until the connection goes; what was said, with what came of it. */
    private static Map<String, CompletableFuture<JsonNode>> talk(ApiClient client, AtomicBoolean over) {
        Map<String, CompletableFuture<JsonNode>> talk = new LinkedHashMap<>();
        Semaphore places = new Semaphore(AT_ONCE);
        for (int i = 0; !over.get() && !client.closed().isDone(); i++) {
            places.acquireUninterruptibly();
            String word = client.session() + "-" + i;
            CompletableFuture<JsonNode> answer = client.send("core/event/send_event", say(word));
            talk.put(word, answer);
            answer.whenComplete((done, gone) -> places.release());
        }
        talk.values().forEach(answer -> answer.exceptionally(gone -> {
            if (gone instanceof ApiClient.ErrorAnswer || gone.getCause() instanceof ApiClient.ErrorAnswer) {
                throw new CompletionException("no command fails", gone);
            }
            return null;
        }).join());
        return talk;
    }

    private static JsonNode say(String word) {
        return ApiClient.data("class", "chat", "type", "said", "obj_id", "room", "body", ApiClient.data("word", word));
    }

    private static JsonNode ask(ApiClient whom, String what) {
        return ApiClient.data("session_id", whom.session(), "class", "test", "cmd", what);
    }

    private static List<JsonNode> overlapping(ApiClient slow) {
        return slow.asked().stream().filter(asked -> asked.path("cmd").asText().equals("overlapping")).toList();
    }

    private static List<Received> distinct(ApiClient before, ApiClient after) {
        Map<String, Received> events = new LinkedHashMap<>();
        before.events("room").forEach(event -> events.put(event.id(), event));
        after.events("room").forEach(event -> events.put(event.id(), event));
        return List.copyOf(events.values());
    }

    private static List<String> words(List<Received> events) {
        return events.stream().map(event -> event.body().path("word").asText()).toList();
    }

    private int status(MediaryProcess instance, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(instance.http(path)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest post(MediaryProcess instance, String command, JsonNode data) {
        return HttpRequest.newBuilder(instance.http("/v1/" + command)).header("Content-Type", "application/json")
                .timeout(PATIENCE).POST(HttpRequest.BodyPublishers.ofString(data.toString())).build();
    }
}
