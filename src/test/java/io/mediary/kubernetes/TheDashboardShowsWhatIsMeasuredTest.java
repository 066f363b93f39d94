package io.mediary.kubernetes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.ApiClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Every metric and label in Grafana's dashboard is one that an instance at work has at {@code /q/metrics}. */
@QuarkusTest
class TheDashboardShowsWhatIsMeasuredTest {

    private static final Path DASHBOARD = Path.of("k8s/grafana/mediary.json");
    private static final Pattern METRIC = Pattern.compile("\\b((?:mediary|jvm|process)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");
    /** Prometheus adds it. */
    private static final String SCRAPED = "instance";

    @TestHTTPResource("/v1/ws")
    URI http;

    private static List<JsonNode> panels() throws IOException {
        return Stream.of(new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels"))
                .flatMap(panels -> Stream.iterate(0, i -> i < panels.size(), i -> i + 1).map(panels::get))
                .filter(panel -> !panel.path("type").asText().equals("row")).toList();
    }

    private static List<String> expressions() throws IOException {
        return panels().stream().flatMap(panel -> panel.findValues("expr").stream()).map(JsonNode::asText).toList();
    }

    /** Lines of {@code name{label,label}}, one for each metric and label that an expression uses. */
    private static Set<String> used(String expression) {
        Set<String> used = new TreeSet<>();
        Matcher metric = METRIC.matcher(expression);
        while (metric.find()) {
            used.add(metric.group(1));
            if (metric.group(2) != null) {
                Arrays.stream(metric.group(2).split(",")).map(part -> part.split("[!=~]")[0].strip())
                        .forEach(label -> used.add(metric.group(1) + "{" + label));
            }
            Matcher grouped = GROUPED.matcher(expression);
            while (grouped.find()) {
                Arrays.stream(grouped.group(1).split(",")).map(String::strip).filter(label -> !label.equals(SCRAPED))
                        .forEach(label -> used.add(metric.group(1) + "{" + label));
            }
        }
        return used;
    }

    private static Set<String> measured() {
        return given().get("/q/metrics").asString().lines().filter(line -> !line.startsWith("#"))
                .flatMap(TheDashboardShowsWhatIsMeasuredTest::namesOf).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> namesOf(String line) {
        String name = line.split("[{ ]", 2)[0];
        Stream<String> labels = line.contains("{")
                ? Pattern.compile("([a-zA-Z_]+)=\"").matcher(line).results().map(label -> name + "{" + label.group(1))
                : Stream.empty();
        return Stream.concat(Stream.of(name), labels);
    }

    @Test
    void everyMetricAndLabelIsMeasured() throws IOException {
        Set<String> used = expressions().stream().flatMap(expression -> used(expression).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).contains("mediary_commands_seconds_count", "mediary_commands_seconds_count{command");
        anInstanceHasSomethingToCount();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(measured()).containsAll(used));
    }

    private URI door() {
        return URI.create(http.toString().replaceFirst("^http", "ws"));
    }

    /** Sessions, one whose time is up, a room, an event as it happens, and events that a client has missed. */
    private void anInstanceHasSomethingToCount() {
        String connection;
        try (ApiClient client = ApiClient.login(door(), "dashboard")) {
            connection = client.session();
            client.request("core/event/subscribe", "class", "media");
            client.request("media/room/create", "class", "sfu", "room_id", "dashboard");
            await().until(() -> !client.events().isEmpty());
            client.drop();
        }
        given().contentType("application/json").body("{\"type\": \"park\", \"wait_reply\": true, \"wait_timeout\": 90}")
                .post("/v1/media/session/create").then().statusCode(200);
        String ending = given().contentType("application/json").body("{\"type\": \"echo\", \"wait_timeout\": 2}")
                .post("/v1/media/session/create").jsonPath().getString("data.session_id");
        given().contentType("application/json").body("{\"session_id\": \"" + ending + "\", \"type\": \"park\"}")
                .post("/v1/media/session/set_type");
        try (ApiClient again = ApiClient.resume(door(), "dashboard", connection)) {
            await().until(() -> !again.events().isEmpty());
        }
    }

    @Test
    void everyPanelHasAnIdAPlaceAndSomethingToShow() throws IOException {
        Set<Integer> ids = new TreeSet<>();
        assertThat(panels()).hasSizeGreaterThan(10).allSatisfy(panel -> {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("targets")).isNotEmpty();
            assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt()).isLessThanOrEqualTo(24);
        });
    }
}
