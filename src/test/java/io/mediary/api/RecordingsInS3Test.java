package io.mediary.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.recording.Footage;
import io.mediary.recording.store.Bytes;
import io.mediary.recording.store.S3ForQuarkus;
import io.mediary.recording.store.S3Server;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

/** Recordings that go to a real S3-compatible server, through the application and its doors. */
@QuarkusTest
@TestProfile(RecordingsInS3Test.WithBucket.class)
class RecordingsInS3Test {

    private static final byte[] FILE = Bytes.of(12_000_000);

    public static class WithBucket implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(S3ForQuarkus.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.recordings.s3.timeout", "5s", "mediary.recordings.public-url",
                    "https://media.example.com/");
        }
    }

    S3Server s3;
    @Inject
    Footage footage;

    @Test
    void aFinishedRecordingIsReadFromTheBucketUntilItIsDestroyed() {
        String name = UUID.randomUUID() + "/one.webm";
        String id = footage.stopped("ann", name, Footage.WEBM, FILE);
        assertThat(footage.file(name)).doesNotExist();
        assertThat(s3.object(name)).hasBinaryContent(FILE);
        info(id, "stopped", FILE.length);

        Response whole = given().get("/v1/recordings/" + id);
        whole.then().statusCode(200).header("Content-Type", "video/webm").header("Content-Length", "12000000");
        assertThat(whole.asByteArray()).isEqualTo(FILE);
        Response part = given().header("Range", "bytes=1048570-7000000").get("/v1/recordings/" + id);
        part.then().statusCode(206).header("Content-Range", "bytes 1048570-7000000/12000000");
        assertThat(part.asByteArray()).isEqualTo(Bytes.part(FILE, 1_048_570, 7_000_000 - 1_048_570 + 1));

        command("destroy", id).then().statusCode(200);
        assertThat(s3.object(name)).doesNotExist();
        given().get("/v1/recordings/" + id).then().statusCode(404);
    }

    @Test
    void linksBeginWithWhatIsConfigured() {
        String id = footage.stopped("ann", UUID.randomUUID() + ".webm", Footage.WEBM, Bytes.of(10));
        String link = command("get_url", id).then().statusCode(200).extract().path("data.url");
        assertThat(link).startsWith("https://media.example.com/v1/recordings/" + id + "?expires=");
        given().urlEncodingEnabled(false).get(link.substring("https://media.example.com".length())).then()
                .statusCode(200);
    }

    @Test
    void whileTheServerIsAwayNothingIsLost() throws Exception {
        String kept = footage.stopped("ann", UUID.randomUUID() + ".webm", Footage.WEBM, FILE);
        String name = UUID.randomUUID() + ".webm";
        String id = footage.running("ann", name, Footage.WEBM);
        footage.write(name, FILE);
        s3.stop();
        try {
            assertThatThrownBy(() -> footage.end(id)).isInstanceOfSatisfying(Failure.class,
                    failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            info(id, "recording", 0);
            given().get("/v1/recordings/" + kept).then().statusCode(503).header("Retry-After", "1")
                    .body("result", equalTo("error")).body("data.code", equalTo(100052));
        } finally {
            s3.start();
        }
        assertThat(footage.file(name)).hasBinaryContent(FILE);
        footage.end(id);
        info(id, "stopped", FILE.length);
        assertThat(footage.file(name)).doesNotExist();
        assertThat(given().get("/v1/recordings/" + id).asByteArray()).isEqualTo(FILE);
    }

    private static void info(String id, String state, int size) {
        command("get_info", id).then().statusCode(200).body("data.state", equalTo(state))
                .body("data.size", equalTo(size));
    }

    private static Response command(String name, String id) {
        return given().contentType("application/json").body(Map.of("recording_id", id))
                .post("/v1/media/recording/" + name);
    }
}
