package io.mediary.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.media.MediaKind;
import io.mediary.media.RecordingProfile;
import io.mediary.recording.Footage;
import io.mediary.recording.store.Bytes;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;

/** The files of recordings over HTTP, with authentication on, and with three places. */
@QuarkusTest
@TestProfile(RecordingDoorTest.FewPlaces.class)
class RecordingDoorTest {

    private static final int PLACES = 3;
    private static final byte[] FILE = Bytes.of(600_000);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public static class FewPlaces implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of("mediary.auth.enabled", "true", "mediary.limits.downloads", "" + PLACES,
                        "mediary.limits.download-stall", "2s", "mediary.recordings.directory",
                        Files.createTempDirectory("recordings").toString());
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        }
    }

    @TestHTTPResource
    URI server;
    @Inject
    Footage footage;
    @Inject
    RecordingDoor door;

    @Test
    void theOwnerReadsTheWholeFileByAnyToken() {
        String id = recorded("ann");
        for (Response answer : List.of(as("ann").get(path(id)),
                given().queryParam("access_token", token("ann")).get(path(id)),
                given().header("Authorization", "Bearer " + token("root", "admin")).get(path(id)))) {
            answer.then().statusCode(200).header("Content-Type", "video/webm").header("Content-Length", "600000")
                    .header("Accept-Ranges", "bytes").header("Cache-Control", "private")
                    .header("Content-Disposition", "inline").header("X-Content-Type-Options", "nosniff")
                    .header("ETag", startsWith("\"")).header("Content-Range", nullValue());
            assertThat(answer.asByteArray()).isEqualTo(FILE);
        }
    }

    @Test
    void nobodyElseReadsIt() {
        String id = recorded("ann");
        error(as("ben").get(path(id)), 403, 100030);
        error(given().get(path(id)), 401, 100031).header("WWW-Authenticate", "Bearer");
        error(given().header("Authorization", "Bearer nonsense").get(path(id)), 401, 100031);
        error(given().queryParam("access_token", "nonsense").get(path(id)), 401, 100031);
        as("ben").head(path(id)).then().statusCode(403);
    }

    @Test
    void headTellsWhatGetWouldAndSendsNothing() {
        String id = recorded("ann");
        Response answer = as("ann").header("Range", "bytes=0-9").head(path(id));
        answer.then().statusCode(200).header("Content-Length", "600000").header("Accept-Ranges", "bytes")
                .header("Content-Type", "video/webm").header("ETag", as("ann").get(path(id)).getHeader("ETag"));
        assertThat(answer.asByteArray()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,1", "bytes=0-,0,600000", "bytes=599999-,599999,1", "bytes=1000-499999,1000,499000",
            "bytes=500000-9999999,500000,100000", "bytes=-5,599995,5", "bytes=-9999999,0,600000",
            "bytes=262143-262144,262143,2"})
    void aRangeIsServed(String range, int from, int length) {
        String id = recorded("ann");
        Response answer = as("ann").header("Range", range).get(path(id));
        answer.then().statusCode(206).header("Content-Length", "" + length).header("Content-Type", "video/webm")
                .header("Content-Range", "bytes " + from + "-" + (from + length - 1) + "/600000");
        assertThat(answer.asByteArray()).isEqualTo(Bytes.part(FILE, from, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=600000-", "bytes=600000-600001", "bytes=-0", "bytes=99999999999999999999-"})
    void aRangeThatItDoesNotHaveIsRefused(String range) {
        String id = recorded("ann");
        as("ann").header("Range", range).get(path(id)).then().statusCode(416)
                .header("Content-Range", "bytes */600000").header("Content-Length", "0");
    }

    @Test
    void aRangeOfAnotherFileIsIgnored() {
        String id = recorded("ann");
        String tag = as("ann").head(path(id)).getHeader("ETag");
        as("ann").header("Range", "bytes=0-9").header("If-Range", tag).get(path(id)).then().statusCode(206);
        as("ann").header("Range", "bytes=0-9").header("If-Range", "\"other\"").get(path(id)).then().statusCode(200);
        as("ann").header("Range", "bytes=0-9").header("If-Range", "Sat, 21 Nov 2026 10:00:00 GMT").get(path(id))
                .then().statusCode(200);
    }

    @Test
    void aDownloadHasTheFilesName() {
        String id = footage.stopped("ann", UUID.randomUUID() + "/caf\u00e9 \"one\".webm", Footage.WEBM, FILE);
        as("ann").queryParam("download", "true").get(path(id)).then().statusCode(200).header("Content-Disposition",
                "attachment; filename=\"caf_ _one_.webm\"; filename*=UTF-8''caf%C3%A9%20%22one%22.webm");
    }

    @ParameterizedTest
    @CsvSource({"WEBM,AUDIO,audio/webm", "WEBM,VIDEO,video/webm", "MP4,AUDIO,audio/mp4", "MP4,VIDEO,video/mp4"})
    void theTypeIsTheProfiles(RecordingProfile.Format format, MediaKind kind, String type) {
        String id = footage.stopped("ann", UUID.randomUUID() + format.extension(),
                new RecordingProfile(format, Set.of(kind)), FILE);
        as("ann").head(path(id)).then().statusCode(200).header("Content-Type", type);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        error(as("ann").get(path(UUID.randomUUID().toString())), 404, 306001);
        error(as("ann").get(path("x".repeat(129))), 404, 306001);
        String name = UUID.randomUUID() + ".webm";
        String without = footage.running("ann", name, Footage.WEBM);
        error(as("ann").get(path(without)), 409, 100004);
        footage.end(without);
        error(as("ann").get(path(without)), 404, 306001);
        String lost = UUID.randomUUID() + ".webm";
        String id = footage.stopped("ann", lost, Footage.WEBM, FILE);
        assertThat(footage.file(lost).toFile().delete()).isTrue();
        error(as("ann").get(path(id)), 404, 306001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/recordings/..%2f..%2fetc%2fpasswd", "/v1/recordings/%2e%2e", "/v1/recordings/a%00b",
            "/v1/recordings/%2Fetc%2Fpasswd", "/v1/recordings/..%5c..%5csecret"})
    void pathsLeadNowhere(String path) {
        as("ann").urlEncodingEnabled(false).get(path).then().statusCode(404).body("result", equalTo("error"));
    }

    @Test
    void otherMethodsAreNotAllowed() {
        as("ann").post(path("any")).then().statusCode(405).header("Allow", "GET");
        as("ann").delete(path("any")).then().statusCode(405).header("Allow", "GET");
    }

    @Test
    void aLinkNeedsNoTokenAndEnds() {
        String id = recorded("ann");
        long before = System.currentTimeMillis();
        ValidatableResponse made = command("ann", "get_url", Map.of("recording_id", id));
        String link = made.statusCode(200).extract().path("data.url");
        long expiresAt = made.extract().path("data.expires_at");
        assertThat(expiresAt).isBetween(before + 3_600_000, System.currentTimeMillis() + 3_600_000);
        assertThat(link).startsWith(path(id) + "?expires=" + expiresAt + "&signature=");
        assertThat(bare(link).asByteArray()).isEqualTo(FILE);
        assertThat(given().urlEncodingEnabled(false).header("Range", "bytes=5-6").get(link).asByteArray())
                .isEqualTo(Bytes.part(FILE, 5, 2));
        assertThat(bare(link + "&access_token=nonsense").statusCode()).isEqualTo(200);

        String shortLived = command("ann", "get_url", Map.of("recording_id", id, "expires_in", 1)).statusCode(200)
                .extract().path("data.url");
        Awaitility.await().atMost(PATIENCE).until(() -> bare(shortLived).statusCode() == 403);
        error(bare(shortLived), 403, 100030);
    }

    @Test
    void anAlteredLinkIsRefusedWhoeverAsks() {
        String id = recorded("ann");
        String other = recorded("ann");
        String link = command("ann", "get_url", Map.of("recording_id", id)).extract().path("data.url");
        String signature = link.substring(link.indexOf("signature=") + 10);
        String began = signature.substring(0, signature.indexOf('.'));
        for (String altered : List.of(link.replace(id, other), link.replace("expires=1", "expires=2"),
                link.replace("signature=" + began, "signature=1" + began), link.substring(0, link.length() - 1),
                link + "A", link.replace(signature, ""), link.replace(signature, "1.A"),
                path(id) + "?signature=" + signature, path(id) + "?expires=&signature=" + signature,
                path(id) + "?expires=99999999999999999999&signature=" + signature,
                path(UUID.randomUUID().toString()) + "?expires=1&signature=" + signature)) {
            error(bare(altered), 403, 100030);
        }
        error(as("ann").urlEncodingEnabled(false).get(link + "A"), 403, 100030);
    }

    @Test
    void aLinkDoesNotLeadToALaterRecordingOfTheSameName() {
        String name = UUID.randomUUID() + ".webm";
        String id = footage.stopped("ann", name, Footage.WEBM, FILE);
        String link = command("ann", "get_url", Map.of("recording_id", id)).extract().path("data.url");
        String tag = as("ann").head(path(id)).getHeader("ETag");
        command("ann", "destroy", Map.of("recording_id", id)).statusCode(200);
        error(bare(link), 404, 306001);
        Awaitility.await().atMost(PATIENCE).ignoreExceptions()
                .until(() -> footage.stopped("ben", name, Footage.WEBM, FILE).equals(id));
        error(bare(link), 404, 306001);
        assertThat(as("ben").head(path(id)).getHeader("ETag")).isNotEqualTo(tag);
    }

    @Test
    void onlyTheOwnerMakesLinksAndNotForLongerThanAWeek() {
        String id = recorded("ann");
        command("ben", "get_url", Map.of("recording_id", id)).statusCode(403);
        command("ann", "get_url", Map.of("recording_id", "none")).statusCode(404);
        command("ann", "get_url", Map.of("recording_id", id, "expires_in", 604_800)).statusCode(200);
        command("ann", "get_url", Map.of("recording_id", id, "expires_in", 604_801)).statusCode(400);
        command("ann", "get_url", Map.of("recording_id", id, "expires_in", 0)).statusCode(400);
        command("ann", "get_url", Map.of()).statusCode(400);
    }

    @Test
    void aClientThatGoesAwayGivesItsPlaceBack() throws IOException {
        String id = large();
        for (int i = 0; i < 3 * PLACES; i++) {
            try (Socket client = request(id, "ann")) {
                assertThat(client.getInputStream().readNBytes(100_000)).hasSize(100_000);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> door.freePlaces() == PLACES);
        }
    }

    @Test
    void clientsThatTakeNothingHoldUpNobodyForLong() throws IOException {
        String id = large();
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < PLACES; i++) {
                idle.add(request(id, "ann"));
                idle.get(i).getInputStream().readNBytes(10);
            }
            error(as("ann").get(path(id)), 429, 100051);
            Awaitility.await().atMost(PATIENCE).until(() -> door.freePlaces() == PLACES);
            as("ann").header("Range", "bytes=0-9").get(path(id)).then().statusCode(206);
            assertThat(rest(idle.get(0))).isLessThan(LARGE);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void aLargeFileArrivesWhole() throws IOException {
        String id = large();
        try (Socket client = request(id, "ann")) {
            assertThat(rest(client)).isGreaterThan(LARGE);
        }
    }

    private static final long LARGE = 100_000_000;

    private String large() throws IOException {
        String name = UUID.randomUUID() + ".webm";
        String id = footage.running("ann", name, Footage.WEBM);
        try (RandomAccessFile file = new RandomAccessFile(footage.file(name).toFile(), "rw")) {
            file.setLength(LARGE);
        }
        footage.end(id);
        return id;
    }

    private Socket request(String id, String user) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setReceiveBufferSize(65_536);
        socket.getOutputStream().write(("GET " + path(id) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Bearer " + token(user) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static long rest(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        byte[] bytes = new byte[65_536];
        long all = 0;
        try {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                all += read;
            }
        } catch (java.net.SocketException reset) {
            return all;
        }
        return all;
    }

    private String recorded(String user) {
        return footage.stopped(user, UUID.randomUUID() + ".webm", Footage.WEBM, FILE);
    }

    private static String path(String id) {
        return "/v1/recordings/" + id;
    }

    private static RequestSpecification as(String user) {
        return given().header("Authorization", "Bearer " + token(user));
    }

    private static Response bare(String link) {
        return given().urlEncodingEnabled(false).get(link);
    }

    private static ValidatableResponse command(String user, String name, Map<String, Object> data) {
        return as(user).contentType("application/json").body(data).post("/v1/media/recording/" + name).then();
    }

    private static ValidatableResponse error(Response answer, int status, int code) {
        return answer.then().statusCode(status).header("Content-Type", "application/json")
                .body("result", equalTo("error")).body("data.code", equalTo(code));
    }

    private static String token(String user, String... groups) {
        return Jwt.upn(user).groups(Set.of(groups)).expiresIn(Duration.ofMinutes(5)).sign();
    }
}
