package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.udp.UdpPair;
import io.mediary.embedded.engine.udp.UdpPorts;
import io.mediary.testing.RealTime;

@RealTime
class RtpWithFfmpegTest {

    private static final int RATE = 8000;
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    @TempDir
    private Path directory;
    private final LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
    private final RecordingListener heard = new RecordingListener();
    private final RtpPeer from = engine.rtpPeer(heard);
    private final RtpPeer to = engine.rtpPeer(new RecordingListener());
    private int toPort;
    private int receiverPort;

    @BeforeAll
    static void needFfmpeg() {
        Assumptions.assumeTrue(Ffmpeg.isHere(), "skipped: no ffmpeg on this machine");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aToneThatOneSendsIsHeardByAnother() throws Exception {
        Path out = directory.resolve("tone.raw");
        connect("audio", "0");
        try (Ffmpeg receiver = receive(sdp("audio", "0"), "-t", "2", "-ac", "1", "-ar", "" + RATE, "-f", "s16le",
                out.toString());
                Ffmpeg sender = send("sine=frequency=440:sample_rate=" + RATE, "audio", "-c:a", "pcm_mulaw")) {
            receiver.end();
            assertThat(sender.isRunning()).isTrue();
        }
        ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        assertThat(samples.remaining()).isGreaterThan(RATE);
        double all = 0;
        for (int i = 0; i < samples.limit(); i++) {
            all += samples.get(i) * (double) samples.get(i) / samples.limit();
        }
        assertThat(power(samples, 440) / all).isGreaterThan(0.9);
        assertThat(power(samples, 1000) / all).isLessThan(0.01);
        assertThat(heard.told("out AUDIO true")).isTrue();
    }

    @Test
    void aPictureThatOneSendsIsSeenByAnotherFromAKeyFrameOn() throws Exception {
        Path out = directory.resolve("picture.rgb");
        connect("video", "97", "a=rtpmap:97 VP8/90000");
        try (RtpClient late = new RtpClient();
                Ffmpeg receiver = receive(sdp("video", "97", "a=rtpmap:97 VP8/90000"), "-frames:v", "20", "-f",
                        "rawvideo", "-pix_fmt", "rgb24", out.toString());
                Ffmpeg sender = send("color=color=red:size=" + WIDTH + "x" + HEIGHT + ":rate=15", "video", "-c:v",
                        "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "30", "-payload_type", "97")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> heard.told("out VIDEO true"));
            RtpPeer newcomer = engine.rtpPeer(new RecordingListener());
            newcomer.processOffer(late.offer("video", "RTP/AVP 97", "a=rtpmap:97 VP8/90000", "a=recvonly"));
            from.connect(MediaKind.VIDEO, newcomer);
            await().atMost(Duration.ofSeconds(20)).until(() -> late.packets.size() > 20);
            assertThat(beginsKeyFrame(RtpClient.payload(late.packets.get(0)))).isTrue();
            receiver.end();
            assertThat(sender.isRunning()).isTrue();
        }
        byte[] frames = Files.readAllBytes(out);
        int frame = WIDTH * HEIGHT * 3;
        assertThat(frames).hasSize(20 * frame);
        int middle = frames.length - frame / 2 + WIDTH / 2 * 3;
        assertThat(frames[middle] & 0xFF).isGreaterThan(200);
        assertThat(frames[middle + 1] & 0xFF).isLessThan(60);
        assertThat(frames[middle + 2] & 0xFF).isLessThan(60);
    }

    private void connect(String media, String format, String... attributes) throws Exception {
        toPort = RtpClient.port(from.processOffer(description(media, 9, format, attributes) + "a=sendonly\r\n"), media);
        UdpPorts ports = new UdpPorts("127.0.0.1");
        try (ports; UdpPair pair = ports.open()) {
            receiverPort = pair.rtp().number();
        }
        to.processOffer(description(media, receiverPort, format, attributes));
        MediaKind kind = media.equals("video") ? MediaKind.VIDEO : MediaKind.AUDIO;
        Element between = engine.passThrough();
        from.connect(kind, between);
        between.connect(kind, to);
    }

    private String sdp(String media, String format, String... attributes) throws IOException {
        return Files.writeString(directory.resolve("receiver.sdp"),
                description(media, receiverPort, format, attributes)).toString();
    }

    private static String description(String media, int port, String format, String... attributes) {
        StringBuilder sdp = new StringBuilder("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=No Name\r\nc=IN IP4 127.0.0.1\r\n"
                + "t=0 0\r\nm=" + media + " " + port + " RTP/AVP " + format + "\r\n");
        for (String attribute : attributes) {
            sdp.append(attribute).append("\r\n");
        }
        return sdp.toString();
    }

    private Ffmpeg receive(String sdp, String... output) throws IOException {
        String[] arguments = {"-protocol_whitelist", "file,udp,rtp", "-i", sdp};
        return Ffmpeg.start(directory, concat(arguments, output));
    }

    private Ffmpeg send(String source, String media, String... codec) throws IOException {
        String[] arguments = {"-re", "-f", "lavfi", "-i", source};
        String[] target = {"-f", "rtp", "rtp://127.0.0.1:" + toPort};
        return Ffmpeg.start(directory, concat(concat(arguments, codec), target));
    }

    private static String[] concat(String[] one, String[] other) {
        String[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** The mean power of one frequency. */
    private static double power(ShortBuffer samples, double frequency) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < samples.limit(); i++) {
            double angle = 2 * Math.PI * frequency * i / RATE;
            re += samples.get(i) * Math.cos(angle);
            im += samples.get(i) * Math.sin(angle);
        }
        return 2 * (re * re + im * im) / samples.limit() / samples.limit();
    }

    /** RFC 7741, for the payload descriptors that ffmpeg writes. */
    private static boolean beginsKeyFrame(byte[] vp8) {
        int at = 1;
        if ((vp8[0] & 0x80) != 0) {
            boolean picture = (vp8[1] & 0x80) != 0;
            at += picture ? (vp8[2] & 0x80) != 0 ? 3 : 2 : 1;
        }
        return (vp8[0] & 0x17) == 0x10 && (vp8[at] & 1) == 0;
    }
}
