package io.mediary.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.awaitility.core.ConditionTimeoutException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.ApiClient;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

/**
 * A session that one instance makes and that really sends sound, so that the media server has something to tell: whether
 * it flows. What it tells goes to the instance that made the session, or to its heir. For one thread.
 */
final class Witness implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SOUND = 160;
    private static final int RTP_HEADER = 12;

    private final HttpClient http;
    private final DatagramSocket socket;
    private final String session;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final RtpStream to;
    private volatile boolean speaking;
    private int sequence;

    /** Makes the session at an instance, and waits until sound is told to flow. */
    Witness(HttpClient http, URI instance) {
        this.http = http;
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String offer = RtpStream.sdp(List.of(new RtpStream(RtpCodec.PCMU, RtpCodec.PCMU.payloadType(), "127.0.0.1",
                socket.getLocalPort())));
        JsonNode made = patiently(instance, "create", "type", "park", "wait_reply", true, "offer",
                ApiClient.data("sdp", offer, "sdp_type", "rtp"));
        session = made.path("session_id").asText();
        to = RtpStream.in(made.at("/answer/sdp").asText()).get(0);
        speaking = true;
        clock.scheduleAtFixedRate(this::speak, 0, 40, TimeUnit.MILLISECONDS);
        await("sound flows").atMost(PATIENCE).ignoreExceptions().until(() -> flow(instance).equals("up"));
    }

    String session() {
        return session;
    }

    /** It falls silent, or speaks again, without waiting for anything. */
    void speaking(boolean on) {
        speaking = on;
    }

    /**
     * Waits until what is told is true.
     *
     * @param instance any that lives
     * @return whether it became so
     */
    boolean isTold(URI instance, Duration patience) {
        String truth = speaking ? "up" : "down";
        try {
            await().atMost(patience).ignoreExceptions().until(() -> flow(instance).equals(truth));
            return true;
        } catch (ConditionTimeoutException untold) {
            return false;
        }
    }

    /** Ends the session at any instance. */
    void leave(URI instance) {
        patiently(instance, "destroy", "session_id", session);
        close();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        socket.close();
    }

    private String flow(URI instance) {
        return post(instance, "get_info", "session_id", session).at("/media_state/in/audio").asText();
    }

    private void speak() {
        if (!speaking) {
            return;
        }
        ByteBuffer packet = ByteBuffer.allocate(RTP_HEADER + SOUND).put((byte) 0x80).put((byte) to.payloadType())
                .putShort((short) sequence).putInt(sequence * SOUND).putInt(7);
        sequence++;
        try {
            socket.send(new DatagramPacket(packet.array(), packet.capacity(), InetAddress.getByName(to.host()),
                    to.port()));
        } catch (IOException e) {
            return; // its media server is dead, or it has ended
        }
    }

    private JsonNode patiently(URI instance, String command, Object... data) {
        return await(command).atMost(PATIENCE).ignoreExceptions().until(() -> post(instance, command, data),
                answer -> true);
    }

    private JsonNode post(URI instance, String command, Object... data) {
        HttpRequest request = HttpRequest.newBuilder(instance.resolve("/v1/media/session/" + command))
                .header("Content-Type", "application/json").timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(ApiClient.data(data).toString())).build();
        try {
            JsonNode answer = JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (!answer.path("result").asText().equals("ok")) {
                throw new IllegalStateException(command + ": " + answer);
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
