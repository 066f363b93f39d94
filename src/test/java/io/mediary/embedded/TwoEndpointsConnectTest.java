package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.mediary.embedded.engine.MediaEngine;
import io.mediary.testing.RealTime;
import io.vertx.core.Vertx;

/** The protocol over the real engine: endpoints of two servers negotiate with each other, steered by JSON-RPC alone. */
@RealTime
class TwoEndpointsConnectTest {

    private static final int OFFERER = 0;
    private static final int ANSWERER = 1;
    private static final Predicate<JsonNode> CONNECTED = event -> event.at("/data/newState").asText()
            .equals("CONNECTED");

    private final Vertx vertx = Vertx.vertx();
    private final List<MediaEngine> engines = List.of(new LibraryMediaEngine(EngineOptions.loopback()),
            new LibraryMediaEngine(EngineOptions.loopback()));
    private final List<EmbeddedMediaServer> servers = engines.stream()
            .map(engine -> new EmbeddedMediaServer(vertx, engine, EmbeddedMediaServer.Options.loopback()).start())
            .toList();
    private final List<RpcClient> clients = servers.stream().map(server -> RpcClient.connect(vertx, server.url()))
            .toList();
    private final List<String> endpoints = clients.stream()
            .map(client -> client.create("WebRtcEndpoint", "mediaPipeline", client.create("MediaPipeline"))).toList();

    @AfterEach
    void stop() {
        clients.forEach(RpcClient::close);
        servers.forEach(EmbeddedMediaServer::close);
        vertx.close();
    }

    @Test
    void byOfferAnswerAndCandidates() {
        for (int side : List.of(OFFERER, ANSWERER)) {
            clients.get(side).subscribe(endpoints.get(side), "IceCandidateFound", "IceGatheringDone",
                    "IceComponentStateChanged", "NewCandidatePairSelected", "ConnectionStateChanged",
                    "DtlsConnectionStateChange", "MediaSessionStarted");
        }
        String offer = invoke(OFFERER, "generateOffer");
        String answer = invoke(ANSWERER, "processOffer", "offer", offer);
        assertThat(invoke(OFFERER, "processAnswer", "answer", answer)).isEqualTo(offer);
        invoke(OFFERER, "gatherCandidates");
        invoke(ANSWERER, "gatherCandidates");
        pass(OFFERER, ANSWERER);
        pass(ANSWERER, OFFERER);
        for (int side : List.of(OFFERER, ANSWERER)) {
            RpcClient client = clients.get(side);
            await().untilAsserted(
                    () -> assertThat(client.events("ConnectionStateChanged")).hasSize(1).first().matches(CONNECTED));
            await().untilAsserted(() -> assertThat(client.events("DtlsConnectionStateChange"))
                    .extracting(event -> event.at("/data/state").asText()).endsWith("CONNECTED", "CONNECTED"));
            assertThat(client.events("NewCandidatePairSelected")).isNotEmpty();
            assertThat(client.events("IceComponentStateChanged")).extracting(event -> event.at("/data/state").asText())
                    .contains("GATHERING", "CONNECTING", "CONNECTED");
            assertThat(client.events("MediaSessionStarted")).hasSize(1);
            assertThat(invoke(side, "getConnectionState")).isEqualTo("CONNECTED");
        }
        for (int side : List.of(OFFERER, ANSWERER)) {
            clients.get(side).call("release", "object", endpoints.get(side));
            assertThat(engines.get(side).openElements()).isZero();
        }
    }

    private void pass(int from, int to) {
        await().untilAsserted(() -> assertThat(clients.get(from).events("IceGatheringDone")).hasSize(1));
        for (JsonNode event : clients.get(from).events("IceCandidateFound")) {
            ObjectNode params = RpcClient.object();
            params.set("candidate", event.at("/data/candidate"));
            clients.get(to).invoke(endpoints.get(to), "addIceCandidate", params);
        }
    }

    private String invoke(int side, String operation, String... params) {
        return clients.get(side).invoke(endpoints.get(side), operation, params).at("/result/value").asText();
    }
}
