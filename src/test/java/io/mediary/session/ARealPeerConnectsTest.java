package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.NegotiationException;
import io.mediary.embedded.engine.PeerListener;
import io.mediary.embedded.engine.WebRtcPeer;
import io.mediary.testing.ApiClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** The embedded media server and a peer of another engine connect by what sessions tell of each to the other. */
@QuarkusTest
class ARealPeerConnectsTest {

    @TestHTTPResource("/v1/ws")
    URI http;

    private final LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
    private final Heard heard = new Heard();
    private final WebRtcPeer peer = engine.webRtcPeer(true, heard);
    private ApiClient client;

    @BeforeEach
    void connect() {
        client = ApiClient.login(URI.create(http.toString().replaceFirst("http", "ws")), "ann");
    }

    @AfterEach
    void close() {
        client.close();
        engine.close();
    }

    @Test
    void thatOffersAndTrickles() throws NegotiationException {
        JsonNode made = client.request("media/session/create", "type", "echo", "wait_reply", true, "offer",
                Map.of("sdp", peer.generateOffer(), "trickle_ice", true));
        String id = made.path("session_id").asText();
        peer.processAnswer(made.at("/answer/sdp").asText());
        trickle(id);
        connected(id);
    }

    @Test
    void thatAnswersAndTrickles() throws NegotiationException {
        JsonNode made = client.request("media/session/create", "type", "echo", "wait_reply", true);
        String id = made.path("session_id").asText();
        String answer = peer.processOffer(made.at("/offer/sdp").asText());
        client.request("media/session/set_answer", "session_id", id, "answer",
                Map.of("sdp", answer, "trickle_ice", true));
        trickle(id);
        connected(id);
    }

    @Test
    void thatDoesNotTrickle() throws NegotiationException {
        peer.generateOffer();
        peer.gatherCandidates();
        await().until(heard.done::get);
        JsonNode made = client.request("media/session/create", "type", "echo", "wait_reply", true, "offer",
                Map.of("sdp", peer.localDescription()), "no_answer_trickle_ice", true);
        String id = made.path("session_id").asText();
        assertThat(made.at("/answer/trickle_ice").asBoolean()).isFalse();
        peer.processAnswer(made.at("/answer/sdp").asText());
        candidatesIn(made.at("/answer/sdp").asText()).forEach(text -> peer.addCandidate("0", 0, text));
        connected(id);
        assertThat(client.events(id)).extracting(ApiClient.Received::type).doesNotContain("candidate",
                "candidate_end");
    }

    private static List<String> candidatesIn(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("a=candidate:")).map(line -> line.substring(2)).toList();
    }

    private void trickle(String id) {
        peer.gatherCandidates();
        await().until(heard.done::get);
        heard.candidates.forEach(candidate -> client.request("media/session/set_candidate",
                ((ObjectNode) candidate).put("session_id", id)));
        client.request("media/session/set_candidate_end", "session_id", id);
        await().until(() -> client.events(id).stream().anyMatch(event -> event.type().equals("candidate_end")));
        client.events(id).stream().filter(event -> event.type().equals("candidate")).map(ApiClient.Received::body)
                .forEach(body -> peer.addCandidate(body.path("sdpMid").asText(), body.path("sdpMLineIndex").asInt(),
                        body.path("candidate").asText()));
    }

    private void connected(String id) {
        await().atMost(Duration.ofSeconds(20)).until(() -> client.events(id).stream().anyMatch(
                event -> event.type().equals("info")
                        && event.body().toString().equals("{\"info\":\"webrtc\",\"status\":\"up\"}")));
        assertThat(client.events(id)).noneMatch(event -> event.body().path("status").asText().equals("failed"));
        client.request("media/session/destroy", "session_id", id);
        await().untilAsserted(() -> assertThat(heard.dtls).contains("CLOSED"));
    }

    /** What the client's peer tells. */
    private static final class Heard implements PeerListener {

        private final List<JsonNode> candidates = new CopyOnWriteArrayList<>();
        private final List<String> dtls = new CopyOnWriteArrayList<>();
        private final AtomicBoolean done = new AtomicBoolean();

        @Override
        public void candidate(String sdpMid, int sdpMLineIndex, String candidate) {
            candidates.add(ApiClient.data("sdpMid", sdpMid, "sdpMLineIndex", sdpMLineIndex, "candidate", candidate));
        }

        @Override
        public void gatheringDone() {
            done.set(true);
        }

        @Override
        public void dtlsState(String state) {
            dtls.add(state);
        }

        @Override
        public void iceState(String state) {
            // The session's events tell.
        }

        @Override
        public void pairSelected(String localCandidate, String remoteCandidate) {
            // The session's events tell.
        }

        @Override
        public void connectionState(boolean connected) {
            // The session's events tell.
        }

        @Override
        public void mediaState(boolean connected) {
            // No media is sent.
        }

        @Override
        public void flowIn(MediaKind kind, boolean flowing) {
            // No media is sent.
        }

        @Override
        public void flowOut(MediaKind kind, boolean flowing) {
            // No media is sent.
        }

        @Override
        public void dataChannelOpened(int channel) {
            // No channel is asked for.
        }

        @Override
        public void dataChannelClosed(int channel) {
            // No channel is asked for.
        }
    }
}
