package io.mediary.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** What a caller may ask for ends somewhere, and the end is an answer. */
@QuarkusTest
@TestProfile(RestBoundsTest.Tight.class)
class RestBoundsTest {

    private static final String TOO_LARGE = "{\"result\":\"error\",\"data\":{\"code\":100050,\"error\":\"Message too large\"}}";
    private static final String NOT_JSON = "{\"result\":\"error\",\"data\":{\"code\":100041,\"error\":\"Invalid parameters\"}}";
    private static final String TIMEOUT = "{\"result\":\"error\",\"data\":{\"code\":100005,\"error\":\"Timeout\"}}";
    private static final int MIB = 1024 * 1024;

    public static class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.limits.rest-requests-in-flight", "2", "mediary.limits.body-timeout", "1S",
                    "mediary.limits.call-timeout", "1S", "mediary.limits.frame-size", "16M");
        }
    }

    @TestHTTPResource("/v1/test/echo/say")
    URI say;

    @TestHTTPResource("/v1/test/echo/fail")
    URI fail;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MIB + 1, 10 * MIB, 12 * MIB})
    void aBodyOverTheLimitIsTooLargeAndItsSenderSeesTheAnswer(int bytes) throws Exception {
        refusedAsTooLarge(post(say, BodyPublishers.ofByteArray(new byte[bytes])));
        // Without a length in the header, so in chunks.
        refusedAsTooLarge(post(say, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[bytes]))));
        served();
    }

    @Test
    void aBodyAsLargeAsTheLimitIsRead() throws Exception {
        String text = "{\"text\":\"a\",\"extra\":\"%s\"}";
        String exact = text.formatted("x".repeat(MIB - text.length() + 2));
        assertThat(exact).hasSize(MIB);
        assertThat(post(say, BodyPublishers.ofString(exact)).statusCode()).isEqualTo(200);
    }

    @Test
    void anEndlessBodyIsAnsweredAndThenCut() throws Exception {
        Socket socket = open();
        OutputStream out = socket.getOutputStream();
        out.write(head("Transfer-Encoding: chunked\r\n"));
        byte[] chunk = chunk(64 * 1024);
        long sent = 0;
        try {
            while (sent < 1024L * MIB) {
                out.write(chunk);
                sent += chunk.length;
            }
        } catch (IOException cut) {
            // What the test is about.
        }
        assertThat(sent).isLessThan(64L * MIB);
        served();
    }

    @Test
    void aTooLargeBodyIsAnsweredBeforeItHasBeenSent() throws Exception {
        Socket socket = open();
        socket.getOutputStream().write(head("Content-Length: 900000000\r\nExpect: 100-continue\r\n"));
        assertThat(read(socket, TOO_LARGE)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void whoWaitsForPermissionToSendGetsIt() throws Exception {
        Socket socket = open();
        socket.getOutputStream().write(head("Content-Length: 12\r\nExpect: 100-continue\r\n"));
        assertThat(read(socket, "100 Continue\r\n\r\n")).startsWith("HTTP/1.1 100 ");
        socket.getOutputStream().write("{\"text\":\"a\"}".getBytes(US_ASCII));
        assertThat(read(socket, "\"result\":\"ok\"")).contains("200 OK");
    }

    @Test
    void aBodyThatDoesNotComeTimesOut() throws Exception {
        Socket socket = open();
        socket.getOutputStream().write(head("Content-Length: 12\r\n"));
        assertThat(read(socket, TIMEOUT)).startsWith("HTTP/1.1 504 ");
        served();
    }

    @Test
    void aCommandThatNeverEndsTimesOut() throws Exception {
        HttpResponse<String> answer = post(fail, BodyPublishers.ofString("{\"how\": \"slow\"}"));
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).isEqualTo(TIMEOUT);
    }

    @Test
    void requestsOverTheInstancesPlacesAreToldToComeBackAndPlacesComeBackWhenSendersLeave() throws Exception {
        Socket one = open();
        Socket two = open();
        one.getOutputStream().write(head("Content-Length: 12\r\n"));
        two.getOutputStream().write(head("Content-Length: 12\r\n"));
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            HttpResponse<String> answer = post(say, BodyPublishers.ofString("{\"text\":\"a\"}"));
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("100051");
        });
        one.close();
        two.close();
        for (int i = 0; i < 5; i++) {
            served();
        }
    }

    @Test
    void deepJsonIsRefusedAndTheNextRequestIsServed() throws Exception {
        for (String deep : List.of("{\"text\":\"a\",\"extra\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                "{\"a\":".repeat(100_000), "[".repeat(1_000_000))) {
            HttpResponse<String> answer = post(say, BodyPublishers.ofString(deep));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(NOT_JSON);
        }
        served();
    }

    @Test
    void longNumbersAndBrokenTextAreRefused() throws Exception {
        for (byte[] body : List.of(("{\"a\":" + "9".repeat(100_000) + "}").getBytes(US_ASCII),
                new byte[]{'{', '"', 'a', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'}, new byte[]{0, 1, 2})) {
            HttpResponse<String> answer = post(say, BodyPublishers.ofByteArray(body));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(NOT_JSON);
        }
    }

    private void served() {
        // A place may be held for as long as it takes to see that its sender has gone.
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                post(say, BodyPublishers.ofString("{\"text\":\"a\"}")).statusCode()).isEqualTo(200));
    }

    private static void refusedAsTooLarge(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo(TOO_LARGE);
    }

    private HttpResponse<String> post(URI uri, BodyPublisher body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20)).POST(body).build(), BodyHandlers.ofString());
    }

    private Socket open() throws IOException {
        Socket socket = new Socket(say.getHost(), say.getPort());
        socket.setSoTimeout(10_000);
        sockets.add(socket);
        return socket;
    }

    private byte[] head(String more) {
        return ("POST " + say.getPath() + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + more
                + "\r\n").getBytes(US_ASCII);
    }

    private static byte[] chunk(int size) {
        return (Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n").getBytes(US_ASCII);
    }

    /** Reads until this text has come. */
    private static String read(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (read.indexOf(end) < 0) {
            int count = socket.getInputStream().read(buffer);
            assertThat(count).as("end of stream after: " + read).isPositive();
            read.append(new String(buffer, 0, count, US_ASCII));
        }
        return read.toString();
    }
}
