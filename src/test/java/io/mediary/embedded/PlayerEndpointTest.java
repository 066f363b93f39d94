package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.mediary.embedded.engine.ColourFiles;
import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.mediary.testing.RealTime;
import io.mediary.testing.RequiresCommand;
import io.vertx.core.Vertx;

/** The shapes are the ones that a real Kurento sent. */
@RealTime
@RequiresCommand("ffmpeg")
class PlayerEndpointTest {

    private final Vertx vertx = Vertx.vertx();
    private final LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
    private final EmbeddedMediaServer server = new EmbeddedMediaServer(vertx, engine,
            EmbeddedMediaServer.Options.loopback()).start();
    @TempDir
    Path directory;
    private RpcClient client;
    private String pipeline;
    private String player;

    @BeforeEach
    void connect() {
        client = RpcClient.connect(vertx, server.url());
        pipeline = client.create("MediaPipeline");
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        vertx.close();
    }

    @Test
    void beforeItPlaysEverythingIsZeroAndCannotBeMoved() {
        create("file:///absent.webm");
        assertThat(value("getUri").asText()).isEqualTo("file:///absent.webm");
        assertThat(value("getState").asText()).isEqualTo("STOP");
        assertThat(value("getVideoInfo").toString()).isEqualTo("{\"__module__\":\"kurento\",\"__type__\":\"VideoInfo\","
                + "\"duration\":0,\"isSeekable\":false,\"seekableEnd\":0,\"seekableInit\":0}");
        assertThat(value("getPosition").asInt()).isZero();
        assertThat(seek(1_000).path("error").toString()).isEqualTo(
                "{\"code\":40700,\"data\":{\"type\":\"PLAYER_SEEK_FAIL\"},\"message\":\"Seek fails\"}");
        client.invoke(player, "pause");
        await().until(() -> client.events().size() == 2);
        assertThat(client.events().get(0)).contains("\"state\":\"PAUSE\"");
        assertThat(client.events().get(1)).contains("\"errorCode\":3,", "\"type\":\"UNEXPECTED_ELEMENT_ERROR\"");
        client.invoke(player, "stop");
        await().until(() -> client.events().size() == 3);
        assertThat(client.events().get(2)).contains("\"state\":\"STOP\"");
    }

    @Test
    void whatIsNotThereIsAnErrorEventAndNotAnAnswer() {
        create("file:///absent.webm");
        assertThat(client.invoke(player, "play").path("result").path("value").isNull()).isTrue();
        await().until(() -> client.events().size() == 2);
        assertThat(client.events().get(0)).contains("\"state\":\"START\"");
        assertThat(client.events().get(1)).contains("\"data\":{\"description\":\"Invalid URI\",\"errorCode\":0,",
                "\"type\":\"INVALID_URI\"}", "\"type\":\"Error\"");
        assertThat(value("getState").asText()).isEqualTo("START");
    }

    @Test
    void aFileIsPlayedPausedMovedAndPlayedToItsEnd() throws Exception {
        create(ColourFiles.webm(directory).toUri().toString());
        client.subscribe(player, "MediaFlowOutStateChanged");
        String sink = client.create("PassThrough", "mediaPipeline", pipeline);
        client.invoke(player, "connect", "sink", sink);
        client.subscribe(sink, "MediaFlowInStateChanged");
        client.invoke(player, "play");
        await().atMost(Duration.ofSeconds(15)).until(() -> client.events("MediaFlowInStateChanged").size() == 2);
        assertThat(value("getVideoInfo").path("isSeekable").asBoolean()).isTrue();
        assertThat(value("getVideoInfo").path("seekableEnd").asInt()).isBetween(5_900, 6_200);
        client.invoke(player, "pause");
        long position = value("getPosition").asLong();
        assertThat(seek(4_000).path("result").path("value").isNull()).isTrue();
        assertThat(position).isLessThan(4_000);
        await().until(() -> value("getPosition").asLong() == 4_000);
        client.invoke(player, "play");
        await().until(() -> value("getPosition").asLong() > 4_200);
        assertThat(seek(-5).has("error")).isFalse();
        await().until(() -> value("getPosition").asLong() < 4_000);
        assertThat(seek(999_999).has("error")).isFalse();
        await().atMost(Duration.ofSeconds(15)).until(() -> client.events("EndOfStream").size() == 1);
        assertThat(states()).isEqualTo(List.of("START", "PAUSE", "START", "STOP"));
        assertThat(seek(4_000).path("error").path("code").asInt()).isEqualTo(40_700);
        assertThat(value("getPosition").asInt()).isZero();
        client.invoke(player, "play");
        await().until(() -> value("getPosition").asLong() > 200);
        client.call("release", "object", pipeline);
        await().until(() -> engine.openElements() == 0);
        assertThat(client.events("Error")).isEmpty();
    }

    private void create(String uri) {
        player = client.create("PlayerEndpoint", "mediaPipeline", pipeline, "uri", uri);
        client.subscribe(player, "EndOfStream", "Error", "UriEndpointStateChanged");
    }

    private JsonNode value(String operation) {
        return client.invoke(player, operation).path("result").path("value");
    }

    private JsonNode seek(long millis) {
        return client.invoke(player, "setPosition", JsonNodeFactory.instance.objectNode().put("position", millis));
    }

    private List<String> states() {
        return client.events("UriEndpointStateChanged").stream().map(e -> e.at("/data/state").asText()).toList();
    }
}
