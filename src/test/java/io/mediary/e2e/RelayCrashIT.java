package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.CuttingProxy;
import io.mediary.testing.CuttingProxy.Side;
import io.mediary.testing.Extent;

/**
 * An instance is killed (SIGKILL) at each step of what makes a relay, uses it and ends it. Another instance leaves nothing of it
 * behind, and what a listener's record says is what is connected. {@code -Pfaults} has all steps.
 */
class RelayCrashIT {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int TRIES = 20;
    private static final String KURENTO = "transaction";
    /** What the requests to media servers have in them: nobody else makes, feeds or releases anything meanwhile. */
    private static final String MAKE = "\"RtpEndpoint\"";
    private static final String ACCEPT = "\"processAnswer\"";
    private static final String CONNECT = "\"connect\"";
    private static final String RELEASE = "\"release\"";
    private static final int HERE = 0;
    private static final int THERE = 1;

    private static FarServers servers;
    private static Cluster cluster;
    private static Cluster.Watched survivor;
    private static CompletableFuture<Cluster.Watched> next;

    @BeforeAll
    static void start() {
        servers = new FarServers();
        cluster = new Cluster("relay-crash");
        survivor = instance();
        prepare();
    }

    @AfterAll
    static void stop() throws Exception {
        next.join();
        cluster.close();
        servers.close();
    }

    /** Where a step is seen: at Redis, at the publisher's media server, at the listener's. */
    private enum Place {
        REDIS,
        FROM,
        TO
    }

    /** The whole suite has those, too, that are no relay's own, or that another one is like. */
    static Stream<Arguments> steps() {
        Stream<Arguments> always = Stream.of(
                Arguments.of("listen", Place.REDIS, "relay_enter", 2, Side.AFTER),
                Arguments.of("listen", Place.TO, MAKE, 1, Side.BEFORE),
                Arguments.of("listen", Place.TO, MAKE, 1, Side.AFTER),
                Arguments.of("listen", Place.FROM, ACCEPT, 1, Side.AFTER),
                Arguments.of("listen", Place.TO, CONNECT, 1, Side.AFTER),
                Arguments.of("park", Place.REDIS, "relay_leave", 1, Side.AFTER),
                Arguments.of("park", Place.FROM, RELEASE, 1, Side.AFTER));
        Stream<Arguments> whole = Stream.of(
                Arguments.of("listen", Place.REDIS, "create", 1, Side.AFTER),
                Arguments.of("listen", Place.REDIS, "commit", 2, Side.AFTER),
                Arguments.of("park", Place.REDIS, "commit", 1, Side.AFTER),
                Arguments.of("park", Place.TO, RELEASE, 1, Side.AFTER));
        return Extent.isWhole() ? Stream.concat(always, whole) : always;
    }

    @ParameterizedTest(name = "{0}, killed {4} {2} {3} at {1}")
    @MethodSource("steps")
    void nothingIsLeftAndTheWiringIsWhatTheRecordSays(String command, Place place, String step, int time, Side side) {
        Cluster.Watched victim = next.join();
        String user = String.join("-", command, place.name(), step.replace("\"", ""), String.valueOf(time),
                side.name());
        ApiClient client = ApiClient.login(victim.instance().socket(), user);
        String publisher = parked(client, HERE);
        become(client, publisher, "publish");
        String listener = parked(client, THERE);
        if (command.equals("park")) {
            become(client, listener, "listen", "publisher_id", publisher);
        }
        CuttingProxy proxy = switch (place) {
            case REDIS -> victim.redis();
            case FROM -> servers.proxy(HERE);
            case TO -> servers.proxy(THERE);
        };
        if (place == Place.REDIS) {
            proxy.cut(step::equals, time, side, victim.instance()::kill);
        } else {
            proxy.cut(KURENTO, step, time, side, victim.instance()::kill);
        }
        client.send("media/session/set_type", command.equals("park")
                ? ApiClient.data("session_id", listener, "type", "park")
                : ApiClient.data("session_id", listener, "type", "listen", "publisher_id", publisher));
        killed(proxy, victim);
        try (ApiClient resumed = ApiClient.resume(survivor.instance().socket(), user, client.session())) {
            await("nothing is left half done").atMost(BOUND).until(() -> halfDone().isEmpty());
            JsonNode info = resumed.request("media/session/get_info", "session_id", listener);
            boolean listens = info.path("type").asText().equals("listen");
            assertThat(listens || command.equals("listen") || info.path("type").asText().equals("park")).isTrue();
            await("what is connected is what the record says").atMost(BOUND)
                    .until(() -> isConnected(publisher, listener) == listens);
            if (!listens) {
                await("nobody uses the relay").atMost(BOUND).until(() -> servers.relayElements() == 0);
                become(resumed, listener, "listen", "publisher_id", publisher);
                assertThat(isConnected(publisher, listener)).isTrue();
            }
            assertThat(servers.relayElements()).isEqualTo(2);
            resumed.request("media/session/destroy", "session_id", publisher);
            ends(listener, client, resumed);
        }
        nothingIsLeft();
    }

    @Test
    void theOtherSideOfABridgeIsReachedThoughItsRelayIsJustBeingMade() {
        Cluster.Watched victim = next.join();
        ApiClient client = ApiClient.login(victim.instance().socket(), "bridge");
        String here = parked(client, HERE);
        String there = parked(client, THERE);
        // The first relay goes to this server: it is the second one that is accepted here.
        CuttingProxy proxy = servers.proxy(THERE);
        proxy.cut(KURENTO, ACCEPT, 1, Side.AFTER, victim.instance()::kill);
        client.send("media/session/set_type",
                ApiClient.data("session_id", there, "type", "bridge", "peer_id", here));
        killed(proxy, victim);

        try (ApiClient resumed = ApiClient.resume(survivor.instance().socket(), "bridge", client.session())) {
            await("both hear each other").atMost(BOUND)
                    .until(() -> isConnected(here, there) && isFed(HERE, here) && feeds(THERE, there));
            assertThat(servers.relayElements()).isEqualTo(4);
            await("nothing is left half done").atMost(BOUND).until(() -> halfDone().isEmpty());
            resumed.request("media/session/destroy", "session_id", here);
            ends(there, client, resumed);
        }
        nothingIsLeft();
    }

    /** Another one is started only now: before, it would ask the same media servers. */
    private static void killed(CuttingProxy proxy, Cluster.Watched victim) {
        await("the command reaches the step").atMost(BOUND).until(proxy::hasCut);
        prepare();
        await("the instance is dead").atMost(BOUND).until(() -> !victim.instance().running());
    }

    private static void ends(String session, ApiClient... clients) {
        await("the other one ends, too").atMost(BOUND).until(() -> Stream.of(clients)
                .flatMap(one -> one.events(session).stream()).anyMatch(event -> event.type().equals("destroyed")));
    }

    private static void nothingIsLeft() {
        await("media objects").atMost(BOUND).until(() -> servers.mediaObjects() == 0);
        await("records of relays").atMost(BOUND).until(() -> relays().isEmpty());
        await("deadlines of relays").atMost(BOUND)
                .until(() -> deadlines().noneMatch(item -> item.startsWith("[\"relay\"")));
    }

    private static boolean isConnected(String publisher, String listener) {
        return feeds(HERE, publisher) && isFed(THERE, listener);
    }

    private static boolean feeds(int server, String session) {
        return servers.relayed(server, Map.of(session, "S")).contains("S.proxy→relay.endpoint AUDIO VIDEO");
    }

    private static boolean isFed(int server, String session) {
        return servers.relayed(server, Map.of(session, "S")).contains("relay.endpoint→S.endpoint AUDIO VIDEO");
    }

    private static void become(ApiClient client, String id, String type, Object... fields) {
        var data = ApiClient.data("session_id", id, "type", type);
        data.setAll(ApiClient.data(fields));
        client.request("media/session/set_type", data);
    }

    /** A session on a media server; new ones go to the less loaded, so those on the other stay until it is there. */
    private static String parked(ApiClient client, int server) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            JsonNode made = client.request("media/session/create", "type", "park", "offer", Sdp.offer(), "wait_reply",
                    true);
            String id = made.path("session_id").asText();
            if (servers.of(id) == server) {
                others.forEach(other -> client.request("media/session/destroy", "session_id", other));
                return id;
            }
            others.add(id);
        }
        throw new AssertionError("all " + TRIES + " sessions are on one media server");
    }

    /** Starts the next victim while this one is looked at. */
    private static void prepare() {
        next = CompletableFuture.supplyAsync(RelayCrashIT::instance);
    }

    private static Cluster.Watched instance() {
        return cluster.watched("mediary.kurento.urls", servers.urls(),
                "mediary.store.lease", "6s", "mediary.store.creating", "4s", "mediary.store.claim", "4s",
                "mediary.kurento.request-timeout", "3s", "mediary.store.acquire-timeout", "2s",
                "mediary.relay.timeout", "4s", "mediary.relay.check", "5s", "mediary.relay.grace", "500ms",
                "mediary.kurento.lines", "1");
    }

    /** Leases and creations that somebody must look at. */
    private static List<String> halfDone() {
        return deadlines().filter(item -> item.contains("\"lease\"") || item.contains("\"creating\"")).toList();
    }

    private static Stream<String> deadlines() {
        return keys(":deadlines").stream().flatMap(key -> cluster.redis().members(key).stream());
    }

    private static Set<String> relays() {
        return keys("}:relay:").stream().filter(key -> cluster.redis().command("HGET", key, "ended") == null)
                .collect(Collectors.toSet());
    }

    private static Set<String> keys(String part) {
        return cluster.redis().keys().stream().filter(key -> key.contains(part)).collect(Collectors.toSet());
    }
}
