package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.function.Caller;
import io.mediary.media.MediaKind;
import io.mediary.media.RecordingProfile;
import io.mediary.store.Due;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;

/** With authentication on: owners and administrators have recordings by the functions, and are told of them after a gap. */
@QuarkusTest
@TestProfile(RecordingDoorsTest.AuthenticationOn.class)
class RecordingDoorsTest {

    private static final Path DIRECTORY = Path.of("target", "recordings", "doors").toAbsolutePath();

    public static class AuthenticationOn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.auth.enabled", "true", "mediary.recordings.directory", DIRECTORY.toString());
        }
    }

    private static final Caller ANN = new Caller(true, "ann", false, Optional.empty(), Optional.empty());
    private static final Caller BEN = new Caller(true, "ben", false, Optional.empty(), Optional.empty());

    @Inject
    Recordings recordings;

    @Inject
    RecordingDue due;

    @Inject
    RecordingStates states;

    @Test
    void ownersAndAdministratorsHaveThemAndOthersDoNot() throws IOException {
        String name = "doors/" + System.nanoTime() + ".webm";
        String id = begin(name, "s1");
        String other = begin("doors/" + System.nanoTime() + ".webm", "s2");
        String data = "{\"recording_id\": \"" + id + "\"}";
        call("ann", "get_info", data).statusCode(200).body("data.state", equalTo("recording"));
        call("ann", "destroy", data).statusCode(409).body("data.code", equalTo(100004));
        Files.write(DIRECTORY.resolve(name), new byte[7]);
        await(due.due(new Due("rec", id, "stopped", Long.toString(System.currentTimeMillis()))));
        call("ann", "get_info", data).statusCode(200).body("data.state", equalTo("stopped")).body("data.size",
                equalTo(7));
        call("ann", "get_list", "{\"session_id\": \"s1\"}").body("data.recording_id", contains(id));
        call("ann", "get_list", "{}").body("data.recording_id", contains(id, other));
        call("ben", "get_list", "{}").body("data.recording_id", empty());
        call("root", Set.of("admin"), "get_list", "{}").body("data.recording_id", hasItem(id));
        call("ben", "get_info", data).statusCode(403).body("data.code", equalTo(100030));
        call("ben", "destroy", data).statusCode(403).body("data.code", equalTo(100030));
        call("root", Set.of("admin"), "get_info", data).statusCode(200);
        assertThat(await(states.ids(ANN))).containsExactlyInAnyOrder(id, other);
        assertThat(await(states.ids(BEN))).isEmpty();
        assertThat(await(states.info(id, ANN)).path("recording_id").asText()).isEqualTo(id);
        call("ann", "destroy", data).statusCode(200);
        assertThat(DIRECTORY.resolve(name)).doesNotExist();
        call("ann", "get_info", data).statusCode(404).body("data.code", equalTo(306001));
        await(recordings.broken(other, "the test is over"));
        assertThat(await(states.ids(ANN))).isEmpty();
    }

    private String begin(String name, String session) {
        NewRecording wanted = new NewRecording(session, "ann", name,
                new RecordingProfile(RecordingProfile.Format.WEBM, Set.of(MediaKind.AUDIO)));
        await(recordings.begin(wanted));
        return wanted.recordingId();
    }

    private static ValidatableResponse call(String user, Set<String> groups, String command, String data) {
        String token = Jwt.upn(user).groups(groups).expiresIn(Duration.ofMinutes(5)).sign();
        return given().contentType("application/json").header("Authorization", "Bearer " + token).body(data)
                .post("/v1/media/recording/" + command).then();
    }

    private static ValidatableResponse call(String user, String command, String data) {
        return call(user, Set.of(), command, data);
    }
}
