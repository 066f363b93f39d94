package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.testing.RealTime;

/** The shapes are the ones that a real Kurento sent. */
@RealTime
class RtpEndpointTest {

    private static final String OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=audio 45010 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    private RpcClient client;
    private String pipeline;
    private String endpoint;

    @BeforeEach
    void createEndpoint() {
        client = fixture.connect();
        pipeline = client.create("MediaPipeline");
        endpoint = client.create("RtpEndpoint", "mediaPipeline", pipeline);
    }

    @Test
    void theConnectionIsThereBeforeTheSessionStartsAndBeforeTheAnswer() {
        client.subscribe(endpoint, "ConnectionStateChanged", "MediaSessionStarted");
        assertThat(text("getConnectionState")).isEqualTo("DISCONNECTED");
        assertThat(text("processOffer", "offer", OFFER)).contains("RTP/AVP 0\r\n");
        assertThat(client.events()).hasSize(2);
        assertThat(client.events().get(0)).contains("\"type\":\"ConnectionStateChanged\"",
                "\"newState\":\"CONNECTED\",\"oldState\":\"DISCONNECTED\",");
        assertThat(client.events().get(1)).contains("\"type\":\"MediaSessionStarted\"");
        assertThat(text("getConnectionState")).isEqualTo("CONNECTED");
    }

    @Test
    void flowsAndMediaAreTold() {
        client.subscribe(endpoint, "MediaFlowInStateChanged", "MediaFlowOutStateChanged", "MediaStateChanged");
        var peer = fixture.engine().plainPeers().get(0).listener();
        peer.flowIn(MediaKind.AUDIO, true);
        peer.flowOut(MediaKind.VIDEO, true);
        peer.mediaState(true);
        await().untilAsserted(() -> assertThat(client.events()).hasSize(3));
        assertThat(client.events().get(0)).contains("\"mediaType\":\"AUDIO\"", "\"state\":\"FLOWING\"");
        assertThat(text("getMediaState")).isEqualTo("CONNECTED");
        ObjectNode video = RpcClient.object("mediaType", "VIDEO");
        assertThat(client.invoke(endpoint, "isMediaFlowingOut", video).at("/result/value").asBoolean()).isTrue();
    }

    @Test
    void whatIsOfWebRtcAloneIsNotThere() {
        JsonNode error = client.invoke(endpoint, "gatherCandidates").path("error");
        assertThat(error.path("code").asInt()).isEqualTo(40008);
        assertThat(error.path("message").asText())
                .isEqualTo("Method 'gatherCandidates' with 0 parameters not found");
        assertThat(client.call("subscribe", "object", endpoint, "type", "IceCandidateFound").at("/error/code").asInt())
                .isEqualTo(40106);
        assertThat(client.call("describe", "object", endpoint).at("/result/qualifiedType").asText())
                .isEqualTo("kurento.RtpEndpoint");
    }

    @Test
    void stepsOutOfOrderAndWhatIsNoDescriptionAreKurentosErrors() {
        assertThat(code("processAnswer", "answer", OFFER)).isEqualTo(40209);
        assertThat(code("processOffer", "offer", "")).isEqualTo(40201);
        assertThat(code("processOffer", "offer", "hello")).isEqualTo(40201);
        assertThat(code("getLocalSessionDescriptor")).isEqualTo(40202);
        assertThat(code("getRemoteSessionDescriptor")).isEqualTo(40203);
        String offer = text("generateOffer");
        assertThat(code("generateOffer")).isEqualTo(40208);
        assertThat(code("processOffer", "offer", OFFER)).isEqualTo(40208);
        assertThat(text("processAnswer", "answer", OFFER)).isEqualTo(offer);
        assertThat(code("processAnswer", "answer", OFFER)).isEqualTo(40210);
    }

    @Test
    void bandwidthsReachThePeerAndTheOffer() {
        client.invoke(endpoint, "setMaxVideoRecvBandwidth", RpcClient.object().put("maxVideoRecvBandwidth", 300));
        assertThat(fixture.engine().plainPeers().get(0).videoLimit()).isEqualTo(300);
        assertThat(client.invoke(endpoint, "getMaxVideoRecvBandwidth").at("/result/value").asInt()).isEqualTo(300);
        assertThat(text("generateOffer")).containsPattern("m=video [^\\r]*\\r\\nb=AS:300\\r\\n")
                .doesNotContainPattern("m=audio [^\\r]*\\r\\nb=");
    }

    @Test
    void countersCarryTheirKurentoType() {
        assertThat(client.invoke(endpoint, "getStats").at("/result/value").isNull()).isTrue();
        fixture.engine().plainPeers().get(0).counts(Map.of("a", Map.of("id", "a", "type", "outboundrtp")));
        assertThat(client.invoke(endpoint, "getStats").at("/result/value/a/__type__").asText())
                .isEqualTo("RTCOutboundRTPStreamStats");
    }

    @Test
    void encryptionByKeysInTheDescriptionIsRefusedAndLeavesNothingBehind() {
        ObjectNode constructor = RpcClient.object("mediaPipeline", pipeline);
        constructor.putObject("crypto").put("key", "a".repeat(30)).put("crypto", "AES_128_CM_HMAC_SHA1_80");
        ObjectNode params = RpcClient.object("type", "RtpEndpoint");
        params.set("constructorParams", constructor);
        assertThat(client.call("create", params).at("/error/code").asInt()).isEqualTo(40006);
        assertThat(fixture.engine().plainPeers()).hasSize(1);
    }

    @Test
    void theServerSaysThatItForwardsVideo() {
        JsonNode info = client.invoke("manager_ServerManager", "getInfo").at("/result/value");
        assertThat(info.path("capabilities").toString()).isEqualTo("[\"transactions\",\"forwards:video\"]");
        assertThat(info.at("/modules/1/factories").toString()).contains("\"RtpEndpoint\"");
    }

    /** The same by the real engine. */
    @Test
    void twoEndpointsNegotiateWithEachOther() {
        try (LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
                EmbeddedMediaServer server = new EmbeddedMediaServer(fixture.vertx(), engine,
                        EmbeddedMediaServer.Options.loopback()).start();
                RpcClient real = RpcClient.connect(fixture.vertx(), server.url())) {
            String top = real.create("MediaPipeline");
            List<String> both = List.of(real.create("RtpEndpoint", "mediaPipeline", top),
                    real.create("RtpEndpoint", "mediaPipeline", top));
            both.forEach(each -> real.subscribe(each, "ConnectionStateChanged", "MediaSessionStarted"));
            String offer = real.invoke(both.get(0), "generateOffer").at("/result/value").asText();
            String answer = real.invoke(both.get(1), "processOffer", "offer", offer).at("/result/value").asText();
            assertThat(answer).contains(" RTP/AVPF 96 0 8\r\n", " RTP/AVPF 100 101\r\n");
            real.invoke(both.get(0), "processAnswer", "answer", answer);
            await().untilAsserted(() -> assertThat(real.events()).hasSize(4));
            assertThat(real.events().get(0)).contains("ConnectionStateChanged");
            assertThat(real.events().get(1)).contains("MediaSessionStarted");
            both.forEach(each -> real.call("release", "object", each));
            assertThat(engine.openElements()).isZero();
        }
    }

    private String text(String operation, String... params) {
        return client.invoke(endpoint, operation, params).at("/result/value").asText();
    }

    private int code(String operation, String... params) {
        return client.invoke(endpoint, operation, params).at("/error/code").asInt();
    }
}
