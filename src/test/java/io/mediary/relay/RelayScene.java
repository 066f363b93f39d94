package io.mediary.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.contract.Offers;
import io.mediary.embedded.RpcClient;
import io.mediary.media.Carried;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.MediaGraph;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** A client, and two media servers, between which nothing may be left after each test. */
@WithTestResource(TwoServers.class)
abstract class RelayScene {

    static final Duration BOUND = Duration.ofSeconds(20);
    private static final int TRIES = 30;

    TwoServers servers;

    @TestHTTPResource("/v1/ws")
    URI http;

    @Inject
    RelayDocument document;

    @Inject
    Vertx vertx;

    ApiClient client;

    @BeforeEach
    void arrive() {
        client = ApiClient.login(URI.create(http.toString().replaceFirst("http", "ws")), "ann");
    }

    @AfterEach
    void leaveNothing() {
        client.close();
        await("media objects are released").atMost(BOUND).untilAsserted(() -> {
            assertThat(servers.media(0).openObjects()).isLessThanOrEqualTo(1);
            assertThat(servers.media(1).openObjects()).isLessThanOrEqualTo(1);
        });
        await("records of relays have ended").atMost(BOUND).untilAsserted(() -> assertThat(relays()).isEmpty());
        assertThat(servers.redis().keys().stream().filter(key -> key.contains(":deadlines"))
                .flatMap(key -> servers.redis().members(key).stream()).filter(item -> item.startsWith("[\"relay\"")))
                .as("deadlines of relays").isEmpty();
    }

    /** Keys of the living records of relays. */
    Set<String> relays() {
        return servers.redis().keys().stream().filter(key -> key.contains("}:relay:"))
                .filter(key -> servers.redis().command("HGET", key, "ended") == null).collect(Collectors.toSet());
    }

    /** Creates a session with an offer; fields as key, value, key, value. */
    String created(Object... fields) {
        var data = ApiClient.data("offer", ApiClient.data("sdp", Offers.contractOffer()), "wait_reply", true);
        data.setAll(ApiClient.data(fields));
        return client.request("media/session/create", data).path("session_id").asText();
    }

    /** A parked session on one of the media servers. */
    String parked(int server, Object... fields) {
        // Those on the other one stay meanwhile: a new session goes to the less loaded.
        List<String> others = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            Object[] all = new Object[fields.length + 2];
            all[0] = "type";
            all[1] = "park";
            System.arraycopy(fields, 0, all, 2, fields.length);
            String id = created(all);
            if (servers.of(id) == server) {
                others.forEach(this::destroy);
                return id;
            }
            others.add(id);
        }
        throw new AssertionError("all " + TRIES + " sessions are on one of two media servers");
    }

    /** A publisher on one of the media servers, in a room of its own there. */
    String publisher(int server) {
        String id = parked(server);
        become(id, "publish");
        return id;
    }

    void become(String id, String type, Object... fields) {
        var data = ApiClient.data("session_id", id, "type", type);
        data.setAll(ApiClient.data(fields));
        client.request("media/session/set_type", data);
    }

    void destroy(String id) {
        client.request("media/session/destroy", "session_id", id);
    }

    JsonNode info(String id) {
        return client.request("media/session/get_info", "session_id", id);
    }

    /** Waits for the end of a session and says its code. */
    int end(String id) {
        await("the end of " + id).atMost(BOUND).until(() -> events(id).contains("destroyed"));
        return client.events(id).stream().filter(event -> event.type().equals("destroyed")).findFirst().orElseThrow()
                .body().path("code").asInt();
    }

    List<String> events(String id) {
        return client.events(id).stream().map(ApiClient.Received::type).toList();
    }

    /** What is connected to or from the ends of relays at a media server. */
    Set<String> relayed(int server, Map<String, String> names) {
        return servers.graph(server).links(names).stream().filter(link -> link.contains(MediaGraph.RELAY))
                .collect(Collectors.toSet());
    }

    /** The code of the error with which a command fails. */
    static int failing(Runnable command) {
        ErrorAnswer error = catchThrowableOfType(command::run, ErrorAnswer.class);
        assertThat(error).as("an error").isNotNull();
        return error.code();
    }

    /** The id of the one relay that there is. */
    String relay() {
        String key = relays().iterator().next();
        return key.substring(key.lastIndexOf(':') + 1);
    }

    /** A session on the second media server that listens to one on the first. */
    String listening() {
        String publisher = publisher(0);
        String listener = parked(1);
        become(listener, "listen", "publisher_id", publisher);
        return listener;
    }

    Carried carried(String relay) {
        return document.read(servers.redis().command("HGET", key(relay), "doc").toString()).carried().orElseThrow();
    }

    /** The id of a session's media server. */
    String node(String session) {
        String doc = servers.redis().command("HGET", Keys.record(Kind.SESSION, session), "doc").toString();
        return document.read(doc, JsonNode.class).at("/place/node").asText();
    }

    /** Releases an element as if its media server had lost it. */
    void lose(int server, String element) {
        try (RpcClient rpc = RpcClient.connect(vertx, servers.media(server).url())) {
            rpc.call("release", "object", element);
        }
    }

    static String key(String relay) {
        return Keys.record(Kind.RELAY, relay);
    }

    static <T> T waited(Uni<T> uni) {
        return uni.await().atMost(BOUND);
    }
}
