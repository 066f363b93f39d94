package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.PeerListener;

/** The shapes are the ones that a real Kurento sent. */
class EventsOfAWebRtcEndpointTest {

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    private RpcClient client;
    private String endpoint;
    private PeerListener peer;

    @BeforeEach
    void createEndpoint() {
        client = fixture.connect();
        endpoint = client.create("WebRtcEndpoint", "mediaPipeline", client.create("MediaPipeline"));
        peer = fixture.engine().peers().get(0).listener();
    }

    @Test
    void candidates() {
        comes("IceCandidateFound",
                now -> now.candidate("video0", 1, "candidate:1 1 UDP 2015364095 127.0.0.1 41837 typ host"),
                "\"candidate\":{\"__module__\":\"kurento\",\"__type__\":\"IceCandidate\",\"candidate\":\"candidate:1 1 UDP 2015364095 127.0.0.1 41837 typ host\",\"sdpMLineIndex\":1,\"sdpMid\":\"video0\"},");
        comes("IceGatheringDone", PeerListener::gatheringDone, "");
    }

    @Test
    void iceStatesWithTheStreamAsANumber() {
        assertThat(client.invoke(endpoint, "getIceConnectionState").at("/result/value")).isEmpty();
        comes("IceComponentStateChanged", now -> now.iceState("CONNECTED"), "\"componentId\":1,",
                "\"state\":\"CONNECTED\",\"streamId\":1,");
        assertThat(client.invoke(endpoint, "getIceConnectionState").at("/result/value/0").toString()).isEqualTo(
                "{\"__module__\":\"kurento\",\"__type__\":\"IceConnection\",\"componentId\":1,\"state\":\"CONNECTED\",\"streamId\":\"1\"}");
    }

    @Test
    void theSelectedPair() {
        comes("NewCandidatePairSelected", now -> now.pairSelected("candidate:1", "candidate:2"),
                "\"candidatePair\":{\"__module__\":\"kurento\",\"__type__\":\"IceCandidatePair\",\"componentId\":1,\"localCandidate\":\"candidate:1\",\"remoteCandidate\":\"candidate:2\",\"streamId\":\"1\"},");
        assertThat(client.invoke(endpoint, "getICECandidatePairs").at("/result/value")).hasSize(1);
    }

    @Test
    void dtlsStatesOfBothDirections() {
        client.subscribe(endpoint, "DtlsConnectionStateChange");
        peer.dtlsState("NEW");
        peer.dtlsState("CONNECTING");
        await().untilAsserted(() -> assertThat(client.events("DtlsConnectionStateChange"))
                .extracting(event -> event.at("/data/componentId").asText() + " " + event.at("/data/state").asText())
                .containsExactly("[bundle/dtlssrtpenc] NEW", "[bundle/dtlssrtpdec] CONNECTING",
                        "[bundle/dtlssrtpenc] CONNECTING"));
        assertThat(client.events("DtlsConnectionStateChange").get(0).at("/data/streamId").isTextual()).isTrue();
        assertThat(client.invoke(endpoint, "getDtlsConnectionState").at("/result/value")).hasSize(2);
    }

    @Test
    void connectionAndMediaStatesOnlyWhenTheyChange() {
        client.subscribe(endpoint, "ConnectionStateChanged");
        peer.connectionState(false);
        comes("ConnectionStateChanged", now -> now.connectionState(true),
                "\"newState\":\"CONNECTED\",\"oldState\":\"DISCONNECTED\",");
        comes("MediaStateChanged", now -> now.mediaState(true),
                "\"newState\":\"CONNECTED\",\"oldState\":\"DISCONNECTED\",");
        assertThat(client.invoke(endpoint, "getConnectionState").at("/result/value").asText()).isEqualTo("CONNECTED");
        assertThat(client.invoke(endpoint, "getMediaState").at("/result/value").asText()).isEqualTo("CONNECTED");
    }

    @Test
    void mediaFlows() {
        comes("MediaFlowInStateChanged", now -> now.flowIn(MediaKind.AUDIO, true),
                "\"mediaType\":\"AUDIO\",\"padName\":\"default\",", "\"state\":\"FLOWING\",");
        comes("MediaFlowOutStateChanged", now -> now.flowOut(MediaKind.VIDEO, true),
                "\"mediaType\":\"VIDEO\",\"padName\":\"default\",", "\"state\":\"FLOWING\",");
    }

    @Test
    void dataChannels() {
        comes("DataChannelOpened", now -> now.dataChannelOpened(3), "\"channelId\":3,");
        comes("DataChannelClosed", now -> now.dataChannelClosed(3), "\"channelId\":3,");
    }

    @Test
    void tagsTravelWithEventsWhenAsked() {
        client.subscribe(endpoint, "IceGatheringDone");
        client.invoke(endpoint, "addTag", "key", "session", "value", "s1");
        client.invoke(endpoint, "setSendTagsInEvents", RpcClient.object().put("sendTagsInEvents", true));
        peer.gatheringDone();
        await().untilAsserted(() -> assertThat(client.events("IceGatheringDone")).hasSize(1));
        assertThat(client.events("IceGatheringDone").get(0).at("/data/tags").toString())
                .isEqualTo("[{\"__module__\":\"kurento\",\"__type__\":\"Tag\",\"key\":\"session\",\"value\":\"s1\"}]");
    }

    @Test
    void afterUnsubscribingNothingComes() {
        JsonNode one = client.call("subscribe", "object", endpoint, "type", "IceGatheringDone");
        JsonNode two = client.call("subscribe", "object", endpoint, "type", "IceGatheringDone");
        peer.gatheringDone();
        await().untilAsserted(() -> assertThat(client.events()).hasSize(1));
        for (JsonNode answer : List.of(one, two)) {
            client.call("unsubscribe", "object", endpoint, "subscription", answer.at("/result/value").asText());
        }
        peer.gatheringDone();
        client.call("ping");
        assertThat(client.events()).hasSize(1);
    }

    @Test
    void countersCarryTheirKurentoType() {
        assertThat(client.invoke(endpoint, "getStats").at("/result/value").isNull()).isTrue();
        fixture.engine().peers().get(0)
                .counts(Map.of("a", Map.of("id", "a", "type", "inboundrtp", "packetsReceived", 7)));
        JsonNode stats = client.invoke(endpoint, "getStats", "mediaType", "VIDEO").at("/result/value/a");
        assertThat(stats.path("__type__").asText()).isEqualTo("RTCInboundRTPStreamStats");
        assertThat(stats.path("packetsReceived").asInt()).isEqualTo(7);
        assertThat(stats.path("timestampMillis").isNumber()).isTrue();
    }

    @Test
    void whatTheClientSaysReachesThePeer() {
        client.invoke(endpoint, "setMaxVideoRecvBandwidth", RpcClient.object().put("maxVideoRecvBandwidth", 300));
        assertThat(fixture.engine().peers().get(0).videoLimit()).isEqualTo(300);
        var candidate = RpcClient.object();
        candidate.set("candidate", RpcClient.object("candidate", "candidate:9", "sdpMid", "0").put("sdpMLineIndex", 2));
        client.invoke(endpoint, "addIceCandidate", candidate);
        assertThat(fixture.engine().peers().get(0).candidates()).containsExactly("0/2/candidate:9");
        String offer = client.invoke(endpoint, "generateOffer").at("/result/value").asText();
        assertThat(offer).containsPattern("m=video [^\\r]*\\r\\nb=AS:300\\r\\n")
                .doesNotContainPattern("m=audio [^\\r]*\\r\\nb=");
    }

    /** The event has these fields beside the ones that every event has, keys in alphabetical order. */
    private void comes(String type, Consumer<PeerListener> told, String before, String... later) {
        client.subscribe(endpoint, type);
        int seen = client.events().size();
        told.accept(peer);
        await().untilAsserted(() -> assertThat(client.events()).hasSize(seen + 1));
        String event = client.events().get(seen).replaceAll("\"timestampMillis\":\"\\d{13}\"", "TIME");
        assertThat(event).isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"onEvent\",\"params\":{\"value\":{\"data\":{"
                + before
                + "\"source\":\"" + endpoint + "\"," + String.join("", later) + "\"tags\":[],TIME,\"type\":\"" + type
                + "\"},\"object\":\"" + endpoint + "\",\"type\":\"" + type + "\"}}}");
    }
}
