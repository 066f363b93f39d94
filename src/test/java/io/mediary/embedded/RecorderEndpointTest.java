package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.RecorderListener.Failure;
import io.mediary.embedded.engine.recording.RecordingProfile;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.testing.RealTime;

/** The shapes are the ones that a real Kurento sent. */
@RealTime
class RecorderEndpointTest {

    private static final String[] EVENTS = {"Recording", "Paused", "Stopped", "Error", "UriEndpointStateChanged",
            "MediaFlowInStateChanged"};

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    private RpcClient client;
    private String pipeline;

    @BeforeEach
    void connect() {
        client = fixture.connect();
        pipeline = client.create("MediaPipeline");
    }

    @Test
    void eachChangeIsToldAsStateAndByItsName() {
        String recorder = recorder("file:///tmp/x.webm", "WEBM");
        assertThat(value(recorder, "getUri")).isEqualTo("file:///tmp/x.webm");
        assertThat(value(recorder, "getState")).isEqualTo("STOP");
        assertThat(client.invoke(recorder, "record").at("/result/value").isNull()).isTrue();
        assertThat(value(recorder, "getState")).isEqualTo("START");
        client.invoke(recorder, "pause");
        client.invoke(recorder, "record");
        client.invoke(recorder, "stopAndWait");
        client.invoke(recorder, "stop");
        assertThat(value(recorder, "getState")).isEqualTo("STOP");
        assertThat(client.events().stream().map(RpcClient::json).map(e -> e.at("/params/value/data"))
                .map(d -> d.path("type").asText() + d.path("state").asText())).containsExactly(
                        "UriEndpointStateChangedSTART", "Recording", "UriEndpointStateChangedPAUSE", "Paused",
                        "UriEndpointStateChangedSTART", "Recording", "UriEndpointStateChangedSTOP", "Stopped");
    }

    @Test
    void aFileThatCannotBeOpenedIsTwoErrorsAndTheAnswerIsStillNull() {
        String recorder = recorder("file:///proc/nope/x.webm", "WEBM");
        assertThat(client.invoke(recorder, "record").at("/result/value").isNull()).isTrue();
        await().until(() -> client.events("Error").size() == 2);
        JsonNode first = client.events("Error").get(0).path("data");
        assertThat(first.path("errorCode").asInt()).isEqualTo(6);
        assertThat(first.path("type").asText()).isEqualTo("RESOURCE_ERROR_OPEN");
        assertThat(first.path("description").asText())
                .startsWith("Error code 6: Could not open file \"/proc/nope/x.webm\" for writing.");
        JsonNode second = client.events("Error").get(1).path("data");
        assertThat(second.path("errorCode").asInt()).isEqualTo(4);
        assertThat(second.path("type").asText()).isEqualTo("UNEXPECTED_ELEMENT_ERROR");
        assertThat(value(recorder, "getState")).isEqualTo("STOP");
    }

    @Test
    void profilesSayWhatIsRecorded() {
        String[] names = {"WEBM", "WEBM_AUDIO_ONLY", "WEBM_VIDEO_ONLY", "MKV", "MP4", "MP4_AUDIO_ONLY",
                "MP4_VIDEO_ONLY"};
        for (String name : names) {
            recorder("file:///tmp/x", name);
        }
        client.create("RecorderEndpoint", "mediaPipeline", pipeline, "uri", "file:///tmp/x");
        assertThat(IntStream.range(0, 8).mapToObj(i -> fixture.engine().tapes().get(i).profile())).containsExactly(
                new RecordingProfile(Form.WEBM, true, true), new RecordingProfile(Form.WEBM, true, false),
                new RecordingProfile(Form.WEBM, false, true), new RecordingProfile(Form.MATROSKA, true, true),
                new RecordingProfile(Form.MP4, true, true), new RecordingProfile(Form.MP4, true, false),
                new RecordingProfile(Form.MP4, false, true), new RecordingProfile(Form.WEBM, true, true));
    }

    @Test
    void whatIsNoProfileOrNotOfThisServerIsRefusedAndLeavesNothing() {
        assertThat(code("BOGUS")).isEqualTo(40001);
        assertThat(code("JPEG_VIDEO_ONLY")).isEqualTo(40006);
        assertThat(fixture.engine().tapes()).isEmpty();
    }

    @Test
    void flowsAndOtherFailuresAreTold() {
        String recorder = recorder("file:///tmp/x", "WEBM");
        var listener = fixture.engine().tapes().get(0).listener();
        listener.flowIn(MediaKind.VIDEO, true);
        listener.failed(Failure.WRITE, "file:///tmp/x", "No space left on device");
        listener.failed(Failure.CODEC, "H264", "no");
        listener.failed(Failure.OVER, "file:///tmp/x", "stopped");
        listener.failed(Failure.FULL, "file:///tmp/x", "No space left on device");
        await().until(() -> client.events("Error").size() == 4);
        assertThat(client.events("Error").get(3).at("/data/type").asText()).isEqualTo("RESOURCE_ERROR_NO_SPACE_LEFT");
        assertThat(client.events("Error").get(0).at("/data/type").asText()).isEqualTo("RESOURCE_ERROR_WRITE");
        assertThat(client.events("Error").get(1).at("/data/description").asText()).contains("H264");
        assertThat(client.events("MediaFlowInStateChanged")).hasSize(1);
        ObjectNode video = RpcClient.object("mediaType", "VIDEO");
        assertThat(client.invoke(recorder, "isMediaFlowingIn", video).at("/result/value").asBoolean()).isTrue();
    }

    private String recorder(String uri, String profile) {
        String recorder = client.create("RecorderEndpoint", "mediaPipeline", pipeline, "uri", uri, "mediaProfile",
                profile);
        client.subscribe(recorder, EVENTS);
        return recorder;
    }

    private String value(String object, String operation) {
        return client.invoke(object, operation).at("/result/value").asText();
    }

    private int code(String profile) {
        ObjectNode params = RpcClient.object("type", "RecorderEndpoint");
        params.set("constructorParams",
                RpcClient.object("mediaPipeline", pipeline, "uri", "file:///tmp/x", "mediaProfile", profile));
        return client.call("create", params).at("/error/code").asInt();
    }
}
