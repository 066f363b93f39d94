package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.ApiClient.Received;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;

/** A client at the WebSocket door, and the media server behind it. After each test nothing may be left at the latter. */
@WithTestResource(SessionWorld.class)
abstract class SessionScene {

    static final String OFFER = Offers.contractOffer();

    SessionWorld world;

    @TestHTTPResource("/v1/ws")
    URI http;

    private final List<ApiClient> clients = new ArrayList<>();
    private int next;
    ApiClient client;

    @BeforeEach
    void arrive() {
        next = world.peers();
        client = connect("ann");
    }

    @AfterEach
    void leaveNothing() {
        clients.forEach(ApiClient::close);
        await("media objects are released").atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(world.openObjects()).isLessThanOrEqualTo(1));
    }

    ApiClient connect(String user) {
        ApiClient arrived = ApiClient.login(URI.create(http.toString().replaceFirst("http", "ws")), user);
        clients.add(arrived);
        return arrived;
    }

    /** The media server's side of the session that this test made as its number {@code of}, from 0. */
    SessionPeer peer(int of) {
        return new SessionPeer(world.peer(next + of));
    }

    /** Creates a session; fields as key, value, key, value. */
    JsonNode create(Object... fields) {
        ObjectNode data = ApiClient.data("type", "echo");
        data.setAll(ApiClient.data(fields));
        return client.request("media/session/create", data);
    }

    /** The same, and only its id. */
    String created(Object... fields) {
        return create(fields).path("session_id").asText();
    }

    static JsonNode offer() {
        return ApiClient.data("sdp", OFFER);
    }

    static JsonNode tricklingOffer() {
        return ApiClient.data("sdp", OFFER, "trickle_ice", true);
    }

    static String candidate(int port) {
        return "candidate:1 1 udp 2130706431 192.0.2.1 " + port + " typ host";
    }

    void sendCandidate(String id, int port) {
        client.request("media/session/set_candidate", "session_id", id, "sdpMid", "0", "sdpMLineIndex", 0, "candidate",
                candidate(port));
    }

    JsonNode info(String id) {
        return client.request("media/session/get_info", "session_id", id);
    }

    /** Waits for an event of a session. */
    Received event(String id, String type) {
        await(type + " of " + id).atMost(Duration.ofSeconds(10)).until(
                () -> client.events(id).stream().anyMatch(event -> event.type().equals(type)));
        return client.events(id).stream().filter(event -> event.type().equals(type)).findFirst().orElseThrow();
    }

    List<String> types(String id) {
        return client.events(id).stream().map(Received::type).toList();
    }

    /** Waits for the end of a session and says its code. */
    int end(String id) {
        return event(id, "destroyed").body().path("code").asInt();
    }

    /** The code of the error with which a command fails. */
    static int failing(Runnable command) {
        ErrorAnswer error = catchThrowableOfType(command::run, ErrorAnswer.class);
        assertThat(error).as("an error").isNotNull();
        return error.code();
    }
}
