package io.mediary.sip.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mediary.sip.stack.SipSettings;
import io.mediary.testing.FreePorts;
import io.mediary.testing.KeyPad;
import io.vertx.core.Vertx;

/** Audio that goes by this instance: as it came, but for keys; by ports of which there are only so many. */
class AudioTapTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int PATIENCE = 10_000;

    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePorts.rtp();
    private final AudioTaps taps = new AudioTaps(vertx,
            new SipSettings().with("host", "127.0.0.1").with("audio-ports", port + "-" + (port + 1)).config());
    private final List<Key> keys = new CopyOnWriteArrayList<>();
    private DatagramSocket rtp;
    private DatagramSocket rtcp;
    private AudioTap tap;

    @BeforeEach
    void open() throws IOException {
        rtp = new DatagramSocket(0, HERE);
        rtcp = new DatagramSocket(0, HERE);
        rtp.setSoTimeout(PATIENCE);
        rtcp.setSoTimeout(PATIENCE);
        tap = opened();
        tap.lead(new AudioTap.Way(new InetSocketAddress(HERE, rtp.getLocalPort()),
                new InetSocketAddress(HERE, rtcp.getLocalPort())));
        tap.listen(Map.of(101, 8000), keys::add);
    }

    @AfterEach
    void close() {
        rtp.close();
        rtcp.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private AudioTap opened() {
        return taps.open(HERE).await().atMost(Duration.ofMillis(PATIENCE));
    }

    @Test
    void audioAndItsControlGoOnAsTheyCame() throws IOException {
        byte[] audio = {(byte) 0x80, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 7, 8, 9};
        byte[] control = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 3};
        try (DatagramSocket telephone = new DatagramSocket(0, HERE)) {
            telephone.send(new DatagramPacket(new byte[]{1, 2, 3}, 3, HERE, tap.port()));
            telephone.send(new DatagramPacket(audio, audio.length, HERE, tap.port()));
            telephone.send(new DatagramPacket(control, control.length, HERE, tap.port() + 1));
        }
        assertThat(received(rtp)).isEqualTo(audio);
        assertThat(received(rtcp)).isEqualTo(control);
    }

    @Test
    void keysAreToldAndDoNotGoOn() throws IOException {
        byte[] audio = new byte[13];
        audio[0] = (byte) 0x80;
        try (KeyPad pad = pad()) {
            pad.press('5');
            pad.press('5');
            await().until(() -> keys.size() == 2);
            pad.send(audio);
        }
        assertThat(received(rtp)).isEqualTo(audio);
        assertThat(keys).containsExactly(new Key("5", 200), new Key("5", 200));
    }

    @Test
    void whoIsNotTheOneThatSendsIsNotHeard() {
        try (KeyPad one = pad(); KeyPad other = pad()) {
            one.press('1');
            await().until(() -> keys.size() == 1);
            other.press('2');
            one.press('3');
            await().until(() -> keys.size() == 2);
            assertThat(keys).extracting(Key::digit).containsExactly("1", "3");
            // Once the first one has been silent for a second.
            await().pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
                other.press('4');
                assertThat(keys).extracting(Key::digit).endsWith("4");
            });
        }
    }

    @Test
    void aFloodOfKeysIsNoFloodOfCommands() {
        try (KeyPad pad = pad()) {
            for (int i = 0; i < 300; i++) {
                pad.press('0');
            }
            await().until(() -> !keys.isEmpty());
            assertThat(keys).hasSizeLessThan(100);
        }
    }

    @Test
    void portsAreFreeAgainWhenItEnds() {
        assertThat(tap.port()).isEqualTo(port);
        assertThatThrownBy(this::opened).as("there is no further pair").isInstanceOf(CompletionException.class);
        tap.close();
        await().ignoreExceptions().untilAsserted(() -> assertThat(opened().port()).isEqualTo(port));
    }

    private KeyPad pad() {
        return KeyPad.to("m=audio " + tap.port() + " RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000");
    }

    private static byte[] received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }
}
