package io.mediary.connection;

import static io.mediary.connection.TestClient.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What a client may send, and what it gets for it. */
@QuarkusTest
@TestProfile(DoorsOnly.class)
class EnvelopeContractTest {

    private static final String PING = "{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":\"alive\"}";

    @TestHTTPResource("/v1/ws")
    URI door;

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "hello; 100041; Invalid parameters; ",
            "[1]; 100041; Invalid parameters; ",
            "null; 100041; Invalid parameters; ",
            "{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":1} x; 100041; Invalid parameters; ",
            "{\"cmd\":\"ping\",\"tid\":1}; 100045; Missing field: class; 1",
            "{\"class\":\"core\",\"tid\":\"a\"}; 100045; Missing field: cmd; \"a\"",
            "{\"class\":\"core\",\"cmd\":\"ping\"}; 100045; Missing field: tid; ",
            "{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":[]}; 100044; Syntax error: tid; ",
            "{\"class\":7,\"cmd\":\"ping\",\"tid\":2}; 100044; Syntax error: class; 2",
            "{\"class\":\"core\",\"cmd\":{},\"tid\":2}; 100044; Syntax error: cmd; 2",
            "{\"class\":\"core\",\"subclass\":1,\"cmd\":\"ping\",\"tid\":2.5}; 100044; Syntax error: subclass; 2.5",
            "{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":2,\"data\":[]}; 100044; Syntax error: data; 2",
            "{\"class\":\"core\",\"cmd\":\"nope\",\"tid\":2}; 100042; Unknown command 'core/-/nope'; 2",
            "{\"result\":\"maybe\",\"tid\":2}; 100044; Syntax error: result; ",
            "{\"ack\":\"x\"}; 100044; Syntax error: ack; "})
    void whatIsWrongIsSaidAndTheConnectionLives(String message, int code, String text, String tid) throws Exception {
        try (TestClient client = TestClient.open(door)) {
            client.raw(message);
            JsonNode answer = client.await("an error", got -> got.path("result").asText().equals("error"));
            assertThat(answer.at("/data/code").asInt()).isEqualTo(code);
            assertThat(answer.at("/data/error").asText()).isEqualTo(text);
            assertThat(answer.get("tid")).isEqualTo(tid == null ? null : TestClient.JSON.readTree(tid));
            lives(client);
        }
    }

    @Test
    void binaryMessagesAreInvalidParameters() {
        try (TestClient client = TestClient.open(door)) {
            client.binary(new byte[]{1, 2, 3});
            error(client, 100041);
            lives(client);
        }
    }

    @Test
    void aMessageOfTenMegabytesIsTooLargeUnderItsTidAndTheConnectionLives() {
        try (TestClient client = TestClient.open(door)) {
            client.raw("{\"class\":\"core\",\"cmd\":\"ping\",\"data\":{\"x\":\"" + "x".repeat(10_000_000)
                    + "\"},\"tid\":\"big\"}");
            assertThat(error(client, 100050).path("tid").asText()).isEqualTo("big");
            lives(client);
        }
    }

    /** The JDK's client cuts messages into frames of 16 KiB. */
    @Test
    void aMessageInManyFramesOverTheFrameLimitCloses1009() {
        TestClient client = TestClient.open(door);
        client.raw("x".repeat(17 << 20));
        assertThat(client.awaitClosed()).isEqualTo(1009);
    }

    /** By hand: one frame, which the client has not finished writing when the server closes. */
    @Test
    void aFrameOverTheFrameLimitCloses1009() throws Exception {
        int length = 17 << 20;
        try (Socket socket = new Socket(door.getHost(), door.getPort())) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            out.write(("GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101");
            out.write(ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xff).putLong(length).putInt(0).array());
            out.write(new byte[length]);
            assertThat(in.readUnsignedByte()).isEqualTo(0x88);
            in.readUnsignedByte();
            assertThat(in.readUnsignedShort()).isEqualTo(1009);
        }
    }

    @Test
    void pingIsAnsweredWithTheTime() {
        try (TestClient client = TestClient.open(door)) {
            assertThat(client.call("core/-/ping", object().put("time", 1)).at("/data/time").asLong())
                    .isGreaterThan(1_700_000_000_000L);
        }
    }

    @Test
    void theServerPingsAndClosesWhoDoesNotAnswer() {
        try (TestClient client = TestClient.open(door).pinging(false)) {
            client.await("a ping", message -> message.path("cmd").asText().equals("ping"));
            assertThat(client.awaitClosed()).isEqualTo(1013);
        }
    }

    @Test
    void anAckKeepsTheConnectionOfWhoAnswersSlowly() {
        try (TestClient client = TestClient.open(door).pinging(false)) {
            client.on("ping", ping -> {
                client.raw(object().<ObjectNode>set("ack", ping.get("tid"))
                        .toString());
                return null;
            });
            Awaitility.await().until(() -> client.received().stream()
                    .filter(message -> message.path("cmd").asText().equals("ping")).count() >= 5);
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void whatTakesLongIsAcknowledgedFirst() {
        try (TestClient client = TestClient.open(door)) {
            long tid = client.send("test/-/slow", object().put("millis", 900));
            client.response(tid);
            assertThat(client.received().stream().filter(m -> m.path("ack").asLong() == tid || m.has("result"))
                    .map(m -> m.has("ack") ? "ack" : "result")).containsExactly("ack", "result");
            long quick = client.send("test/-/slow", object().put("millis", 1));
            client.response(quick);
            assertThat(client.received()).noneMatch(m -> m.path("ack").asLong() == quick);
        }
    }

    @Test
    void requestsInFlightAreBounded() {
        try (TestClient client = TestClient.open(door)) {
            long[] tids = LongStream.range(0, 66).map(i -> client.send("test/-/slow", object().put("millis", 1500)))
                    .toArray();
            for (int i = 0; i < 66; i++) {
                JsonNode answer = client.response(tids[i]);
                assertThat(answer.path("result").asText()).as("request %d", i).isEqualTo(i < 64 ? "ok" : "error");
            }
            assertThat(client.response(tids[65]).at("/data/code").asInt()).isEqualTo(100051);
            assertThat(client.call("test/-/slow", object().put("millis", 1)).path("result").asText()).isEqualTo("ok");
        }
    }

    @Test
    void aTidThatIsInUseIsRefusedWithoutTid() {
        try (TestClient client = TestClient.open(door)) {
            String slow = "{\"class\":\"test\",\"cmd\":\"slow\",\"data\":{\"millis\":700},\"tid\":\"same\"}";
            client.raw(slow);
            client.raw(slow);
            assertThat(error(client, 100041).has("tid")).isFalse();
            client.await("the answer to the first", m -> m.path("tid").asText().equals("same") && m.has("result"));
        }
    }

    private static JsonNode error(TestClient client, int code) {
        return client.await("error " + code, m -> m.at("/data/code").asInt() == code);
    }

    private static void lives(TestClient client) {
        client.raw(PING);
        client.await("a sign of life", m -> m.path("tid").asText().equals("alive"));
        assertThat(client.isOpen()).isTrue();
    }
}
