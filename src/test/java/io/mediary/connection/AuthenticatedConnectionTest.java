package io.mediary.connection;

import static io.mediary.connection.TestClient.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.Jwt;

/** Sockets and streams where authentication is on. */
@QuarkusTest
@TestProfile(AuthenticatedConnectionTest.AuthenticationOn.class)
class AuthenticatedConnectionTest {

    public static class AuthenticationOn extends DoorsOnly {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = super.getConfigOverrides();
            overrides.put("mediary.auth.enabled", "true");
            return overrides;
        }
    }

    @TestHTTPResource("/v1/ws")
    URI door;

    @TestHTTPResource("/v1/events")
    URI events;

    @Test
    void beforeTheLoginOnlyOpenCommandsAreServed() {
        try (TestClient client = TestClient.open(door)) {
            assertThat(code(client.call("core/user/list", object()))).isEqualTo(100031);
            assertThat(code(client.call("core/no/such", object()))).isEqualTo(100031);
            assertThat(ok(client.call("core/-/ping", object()))).isTrue();
            assertThat(code(client.call("core/user/login", object()))).isEqualTo(100045);
            assertThat(code(client.call("core/user/login", object().put("password", "x")))).isEqualTo(100031);
            client.login(object().put("token", token("ann")));
            assertThat(client.call("core/user/list", object()).path("data").has("ann")).isTrue();
            assertThat(code(client.call("core/user/login", object().put("token", token("ann"))))).isEqualTo(100032);
        }
    }

    @Test
    void refusalsComeLaterEachTime() {
        try (TestClient client = TestClient.open(door)) {
            long[] took = new long[3];
            for (int i = 0; i < took.length; i++) {
                long begin = System.nanoTime();
                assertThat(code(client.call("core/user/login", object().put("token", "nonsense")))).isEqualTo(100031);
                took[i] = System.nanoTime() - begin;
            }
            assertThat(took[0]).isGreaterThan(Duration.ofMillis(240).toNanos());
            assertThat(took[1]).isGreaterThan(Duration.ofMillis(490).toNanos());
            assertThat(took[2]).isGreaterThan(Duration.ofMillis(990).toNanos());
            assertThat(client.login(object().put("token", token("ann")))).isNotEmpty();
        }
    }

    @Test
    void theHandshakeMayAuthenticateByHeaderQueryAndSubprotocol() {
        String token = token("ann");
        String subprotocol = URLEncoder.encode("quarkus-http-upgrade#Authorization#Bearer " + token,
                StandardCharsets.UTF_8).replace("+", "%20");
        try (TestClient header = TestClient.open(door, builder -> builder.header("Authorization", "Bearer " + token));
                TestClient query = TestClient.open(URI.create(door + "?access_token=" + token));
                TestClient protocol = TestClient.open(door, builder -> builder.subprotocols("mediary", subprotocol))) {
            for (TestClient client : new TestClient[]{header, query, protocol}) {
                assertThat(client.call("core/user/list", object()).path("data").has("ann")).isTrue();
            }
            String id = header.login(object());
            assertThat(code(header.call("core/user/login", object()))).isEqualTo(100032);
            header.drop();
            try (TestClient again = TestClient.open(door,
                    builder -> builder.header("Authorization", "Bearer " + token))) {
                assertThat(again.login(object().put("session_id", id))).isEqualTo(id);
            }
        }
    }

    @Test
    void aTokenThatDoesNotVerifyIsRefusedAtTheHandshake() {
        for (String bad : new String[]{"nonsense", "", "a.b.c"}) {
            assertThatThrownBy(() -> TestClient.open(door, builder -> builder.header("Authorization", "Bearer " + bad)))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class).cause()
                    .satisfies(cause -> assertThat(((WebSocketHandshakeException) cause).getResponse().statusCode())
                            .isEqualTo(401));
        }
    }

    @Test
    void aSocketEndsWithItsToken() {
        String token = Jwt.upn("ann").expiresAt(Instant.now().plusSeconds(2)).sign();
        try (TestClient client = TestClient.open(door)) {
            client.login(object().put("token", token));
            assertThat(client.awaitClosed()).isEqualTo(1008);
        }
    }

    @Test
    void usersReachTheirOwnConnectionsOnly() {
        try (TestClient ann = TestClient.open(door);
                TestClient eve = TestClient.open(door);
                TestClient boss = TestClient.open(door)) {
            String id = ann.login(object().put("token", token("ann")));
            eve.login(object().put("token", token("eve")));
            boss.login(object().put("token", Jwt.upn("boss").groups(Set.of("admin")).sign()));
            assertThat(code(eve.call("core/user/get", object().put("user", "ann")))).isEqualTo(100030);
            assertThat(code(eve.call("core/user/send_event", object().put("user", "ann")))).isEqualTo(100030);
            assertThat(code(eve.call("core/session/send_event", object().put("session_id", id)))).isEqualTo(100030);
            assertThat(code(eve.call("core/session/stop", object().put("session_id", id)))).isEqualTo(100030);
            assertThat(code(eve.call("core/session/cmd",
                    object().put("session_id", id).put("class", "app").put("cmd", "x")))).isEqualTo(100030);
            assertThat(code(eve.call("core/session/stop", object().put("session_id", UUID.randomUUID().toString()))))
                    .isEqualTo(100062);
            assertThat(code(eve.call("core/user/login", object().put("token", token("ann"))))).isEqualTo(100032);
            assertThat(eve.call("core/user/list", object()).path("data").has("ann")).isFalse();
            assertThat(boss.call("core/user/list", object()).path("data").has("ann")).isTrue();
            assertThat(code(eve.call("core/instance/get_list", object()))).isEqualTo(100030);
            JsonNode instance = boss.call("core/instance/get_list", object()).at("/data/0");
            assertThat(instance.path("instance_id").asText()).matches("[a-z0-9]{12}");
            assertThat(instance.path("state").asText()).isEqualTo("up");
            assertThat(instance.path("since").asLong()).isBetween(1L, System.currentTimeMillis());
            assertThat(instance.has("sockets") && instance.has("version")).isTrue();
            assertThat(ok(boss.call("core/session/send_event", object().put("session_id", id).put("type", "hi"))))
                    .isTrue();
            assertThat(ann.awaitEvents(1).get(0).path("type").asText()).isEqualTo("hi");
        }
    }

    @Test
    void anotherUsersConnectionCannotBeResumedOrListenedTo() {
        try (TestClient ann = TestClient.open(door); TestClient eve = TestClient.open(door)) {
            String id = ann.login(object().put("token", token("ann")));
            assertThat(code(eve.call("core/user/login", object().put("token", token("eve")).put("session_id", id))))
                    .isEqualTo(100035);
            eve.login(object().put("token", token("eve")));
            assertThat(ok(eve.call("core/event/subscribe", object().put("class", "*")))).isTrue();
            ann.call("core/session/send_event", object().put("session_id", id).put("type", "secret"));
            ann.awaitEvents(1);
            eve.call("core/user/send_event", object().put("user", "eve").put("type", "own"));
            assertThat(eve.awaitEvents(1)).allMatch(event -> event.path("type").asText().equals("own"));
        }
    }

    @Test
    void noTokenNamesTheGateways() throws Exception {
        String stolen = token("mediary-sip");
        try (TestClient client = TestClient.open(door)) {
            assertThat(code(client.call("core/user/login", object().put("token", stolen)))).isEqualTo(100031);
        }
        try (StreamClient stream = StreamClient.open(events, "?access_token=" + stolen, "")) {
            assertThat(stream.status()).isEqualTo(401);
        }
    }

    @Test
    void streamsNeedATokenAndShowTheirUsersEvents() throws Exception {
        try (StreamClient nobody = StreamClient.open(events, "", "")) {
            assertThat(nobody.status()).isEqualTo(401);
        }
        String ann = token("ann");
        try (StreamClient stream = StreamClient.open(events, "?access_token=" + ann, "");
                TestClient client = TestClient.open(URI.create(door + "?access_token=" + ann))) {
            client.call("core/user/send_event", object().put("user", "ann").put("type", "hi"));
            assertThat(stream.awaitEvents(1).get(0).path("type").asText()).isEqualTo("hi");
            try (StreamClient eve = StreamClient.open(events, "?access_token=" + token("eve"), stream.lastId())) {
                assertThat(eve.status()).isEqualTo(400);
                assertThat(eve.error()).contains("Invalid session id");
            }
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        String token = Jwt.upn("ann").expiresAt(Instant.now().plusSeconds(2)).sign();
        try (StreamClient stream = StreamClient.open(events, "", "", "Authorization", "Bearer " + token)) {
            Awaitility.await().until(stream::ended);
        }
    }

    private static String token(String user) {
        return Jwt.upn(user).expiresIn(Duration.ofMinutes(5)).sign();
    }

    private static boolean ok(JsonNode answer) {
        return answer.path("result").asText().equals("ok");
    }

    private static int code(JsonNode answer) {
        return answer.at("/data/code").asInt();
    }
}
