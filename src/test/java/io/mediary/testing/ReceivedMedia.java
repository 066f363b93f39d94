package io.mediary.testing;

import java.awt.Color;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;

/**
 * What an {@link Ffmpeg} decodes: the last half second of sound and the last picture are kept. Thread-safe; closing it
 * ends ffmpeg.
 */
public final class ReceivedMedia implements AutoCloseable {

    private static final int SAMPLE_RATE = 16_000;
    private static final int WINDOW = SAMPLE_RATE / 2;
    private static final int CHUNK = SAMPLE_RATE / 50;
    private static final int WIDTH = 32;
    private static final int HEIGHT = 24;

    private static final double MOSTLY = 0.5;
    private static final int NEAR = 48;
    private static final Duration ARRIVES = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    /** ffmpeg's word for each socket that is bound: RTP and RTCP. */
    private static final String SOCKET = "end receive buffer size reported";
    // Without "nobuffer": that drops what is read while looking at the stream, and a browser's only key frame with it.
    private static final List<String> INPUT = List.of("-loglevel", "debug", "-protocol_whitelist", "pipe,udp,rtp",
            "-analyzeduration", "0", "-probesize", "32", "-flags", "low_delay", "-max_delay",
            "100000", "-sdp_flags", "rtcp_to_source", "-f", "sdp", "-i", "pipe:0");

    private final List<Ffmpeg> processes = new ArrayList<>();
    private short[] sound = new short[WINDOW];
    private long samples;
    private Color colour;
    private long frames;

    ReceivedMedia(List<RtpStream> at) {
        try {
            for (RtpStream stream : at) {
                processes.add(decoder(stream));
            }
            Awaitility.await("ffmpeg listens on " + at)
                    .atMost(ARRIVES)
                    .pollInterval(POLL)
                    .until(() -> processes.stream()
                            .allMatch(process -> process.logged(SOCKET) >= 2 || !process.running()));
            checkRunning();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Ffmpeg decoder(RtpStream stream) {
        List<String> arguments = new ArrayList<>(INPUT);
        if (stream.codec().video()) {
            arguments.addAll(List.of("-s", WIDTH + "x" + HEIGHT, "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "-f",
                    "rawvideo"));
        } else {
            arguments.addAll(List.of("-ar", String.valueOf(SAMPLE_RATE), "-ac", "1", "-f", "s16le"));
        }
        arguments.addAll(List.of("-flush_packets", "1", "pipe:1"));
        return Ffmpeg.start(arguments, RtpStream.sdp(List.of(stream)),
                stream.codec().video() ? this::readPictures : this::readSound);
    }

    /** The strongest frequency of the last half second, in Hz, to 2 Hz; empty: silence, or not yet so much sound. */
    public OptionalDouble frequency() {
        return samples() < WINDOW ? OptionalDouble.empty() : Tone.strongest(lastSound(), SAMPLE_RATE);
    }

    /** How much of the last half second is this frequency: from 0 to 1, which is a pure tone. */
    public double share(double hertz) {
        return samples() < WINDOW ? 0 : Tone.share(lastSound(), SAMPLE_RATE, hertz);
    }

    /** How many samples were decoded: 16,000 a second. */
    public synchronized long samples() {
        return samples;
    }

    /** The mean colour of the last picture; empty: none yet. */
    public synchronized Optional<Color> colour() {
        return Optional.ofNullable(colour);
    }

    /** How many pictures were decoded. */
    public synchronized long frames() {
        return frames;
    }

    /** Waits, at most 20 s, for half a second of sound from now on that is mostly this tone. */
    public void awaitTone(double hertz) {
        awaitTone(hertz, ARRIVES);
    }

    /** As {@link #awaitTone(double)}, with a time of its own. */
    void awaitTone(double hertz, Duration atMost) {
        long before = samples();
        await(atMost, "tone of " + hertz + " Hz", () -> samples() >= before + WINDOW && share(hertz) > MOSTLY);
    }

    /** Waits, at most 20 s, for a picture from now on whose mean colour is about this one. */
    public void awaitColour(Color wanted) {
        long before = frames();
        await(ARRIVES, "picture in " + wanted,
                () -> frames() > before && colour().filter(seen -> near(seen, wanted)).isPresent());
    }

    /** What ffmpeg wrote last. */
    public String log() {
        return String.join("\n\n", processes.stream().map(Ffmpeg::log).toList());
    }

    @Override
    public void close() {
        processes.forEach(Ffmpeg::close);
    }

    @Override
    public String toString() {
        return samples() + " samples, strongest " + frequency() + "; " + frames() + " pictures, " + colour();
    }

    private void await(Duration atMost, String what, BooleanSupplier arrived) {
        Awaitility.await().atMost(atMost).pollInterval(POLL).untilAsserted(() -> {
            checkRunning();
            if (!arrived.getAsBoolean()) {
                throw new AssertionError("no " + what + " but " + this);
            }
        });
    }

    private void checkRunning() {
        if (processes.stream().anyMatch(process -> !process.running())) {
            throw new IllegalStateException("ffmpeg ended:\n" + log());
        }
    }

    private void readSound(InputStream in) throws IOException {
        byte[] chunk = new byte[2 * CHUNK];
        while (filled(in, chunk)) {
            short[] next = new short[CHUNK];
            ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(next);
            synchronized (this) {
                short[] window = new short[WINDOW];
                System.arraycopy(sound, CHUNK, window, 0, WINDOW - CHUNK);
                System.arraycopy(next, 0, window, WINDOW - CHUNK, CHUNK);
                sound = window;
                samples += CHUNK;
            }
        }
    }

    private void readPictures(InputStream in) throws IOException {
        byte[] picture = new byte[3 * WIDTH * HEIGHT];
        while (filled(in, picture)) {
            int[] sum = new int[3];
            for (int index = 0; index < picture.length; index++) {
                sum[index % 3] += picture[index] & 0xff;
            }
            int pixels = WIDTH * HEIGHT;
            synchronized (this) {
                colour = new Color(sum[0] / pixels, sum[1] / pixels, sum[2] / pixels);
                frames++;
            }
        }
    }

    private static boolean filled(InputStream in, byte[] bytes) throws IOException {
        try {
            new DataInputStream(in).readFully(bytes);
            return true;
        } catch (EOFException e) {
            return false;
        }
    }

    /** The window is replaced, never written to. */
    private synchronized short[] lastSound() {
        return sound;
    }

    private static boolean near(Color one, Color other) {
        return Math.abs(one.getRed() - other.getRed()) < NEAR && Math.abs(one.getGreen() - other.getGreen()) < NEAR
                && Math.abs(one.getBlue() - other.getBlue()) < NEAR;
    }
}
