package io.mediary.testing;

import java.awt.Color;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running ffmpeg: it sends made-up media by plain RTP, or hands over what it decodes (see {@link #receive}). Needs
 * {@code @RequiresCommand("ffmpeg")}. It is ended by {@link #close}, at the latest with this JVM. Thread-safe.
 */
public final class Ffmpeg implements AutoCloseable {

    private static final int FRAME_RATE = 15;
    private static final int FRAMES_A_SECOND_OF_AUDIO = 50;
    private static final int RTP_HEADER = 12;
    private static final int PACKET = 1_200;
    private static final int LOG_LINES = 200;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration MADE = Duration.ofMinutes(1);
    private static final Duration ENDED = Duration.ofSeconds(10);

    private final Process process;
    private final Thread hook;
    private final List<Thread> readers = new ArrayList<>();
    private final Deque<String> log = new ArrayDeque<>();

    private Ffmpeg(List<String> arguments, String input, Reader output) throws IOException {
        List<String> command = new ArrayList<>(List.of(Commands.path("ffmpeg"), "-hide_banner", "-nostats"));
        command.addAll(arguments);
        process = new ProcessBuilder(command).start();
        hook = new Thread(process::destroyForcibly, "end-ffmpeg");
        Runtime.getRuntime().addShutdownHook(hook);
        read(this::readLog, process.getErrorStream());
        read(output, process.getInputStream());
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Takes all of a stream, until its end. */
    interface Reader {

        void read(InputStream in) throws IOException;
    }

    /**
     * Sends, in real time and for ten minutes at most, until it is closed: a tone on audio streams (packets of 20 ms),
     * a picture of one colour on video streams (320 × 240, 15 frames a second, a key frame each second).
     *
     * @param hertz the tone's frequency
     */
    public static Ffmpeg send(double hertz, Color colour, List<RtpStream> to) {
        List<String> inputs = new ArrayList<>(List.of("-loglevel", "warning"));
        List<String> outputs = new ArrayList<>();
        for (int index = 0; index < to.size(); index++) {
            RtpStream stream = to.get(index);
            RtpCodec codec = stream.codec();
            int samples = codec.clockRate() / FRAMES_A_SECOND_OF_AUDIO;
            String source = codec.video()
                    ? "color=c=0x%06x:s=320x240:r=%d".formatted(colour.getRGB() & 0xffffff, FRAME_RATE)
                    : "sine=frequency=%s:sample_rate=%d:samples_per_frame=%d".formatted(hertz, codec.clockRate(),
                            samples);
            inputs.addAll(List.of("-re", "-f", "lavfi", "-i", source));
            outputs.addAll(List.of("-map", String.valueOf(index), "-t", String.valueOf(LONGEST.toSeconds())));
            outputs.addAll(codec.encoder());
            if (codec.video()) {
                outputs.addAll(List.of("-pix_fmt", "yuv420p", "-g", String.valueOf(FRAME_RATE)));
            }
            boolean raw = codec == RtpCodec.PCMU || codec == RtpCodec.PCMA;
            outputs.addAll(List.of("-payload_type", String.valueOf(stream.payloadType()), "-f", "rtp",
                    "rtp://%s:%d?pkt_size=%d".formatted(stream.host(), stream.port(),
                            raw ? RTP_HEADER + samples : PACKET)));
        }
        inputs.addAll(outputs);
        return start(inputs, "", in -> in.transferTo(OutputStream.nullOutputStream()));
    }

    /**
     * Receives what is sent to these ports and decodes it. Returns when the ports are open. One source
     * a port: packets whose sequence numbers jump back are dropped as late ones.
     *
     * @param at at most one audio stream and one video stream, on this machine
     */
    public static ReceivedMedia receive(List<RtpStream> at) {
        return new ReceivedMedia(at);
    }

    /**
     * Makes a file and waits for its end; what was there before is replaced.
     *
     * @param arguments without the file
     * @throws IllegalStateException where that takes more than a minute, or ffmpeg fails, with what it said
     */
    public static void make(List<String> arguments, Path file) {
        List<String> all = new ArrayList<>(List.of("-loglevel", "warning", "-y"));
        all.addAll(arguments);
        all.add(file.toString());
        try (Ffmpeg ffmpeg = start(all, "", in -> in.transferTo(OutputStream.nullOutputStream()))) {
            if (!ffmpeg.process.waitFor(MADE.toMillis(), TimeUnit.MILLISECONDS) || ffmpeg.process.exitValue() != 0) {
                throw new IllegalStateException(file + " is not made:\n" + ffmpeg.log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts one with a text as its standard input, and a reader of its standard output in a thread of its own. */
    static Ffmpeg start(List<String> arguments, String input, Reader output) {
        try {
            return new Ffmpeg(arguments, input, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it still runs. */
    public boolean running() {
        return process.isAlive();
    }

    /** The last lines that it wrote of what it does. */
    public String log() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    /** How many of the last lines contain the text. */
    long logged(String text) {
        synchronized (log) {
            return log.stream().filter(line -> line.contains(text)).count();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(ENDED.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(process + " does not end");
            }
            for (Thread reader : readers) {
                reader.join(ENDED.toMillis());
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read(Reader reader, InputStream in) {
        Thread thread = new Thread(() -> {
            try (in) {
                reader.read(in);
            } catch (IOException e) {
                note("the stream ended: " + e);
            }
        }, "ffmpeg-" + process.pid());
        thread.setDaemon(true);
        thread.start();
        readers.add(thread);
    }

    private void readLog(InputStream in) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in,
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        }
    }

    private void note(String line) {
        synchronized (log) {
            log.addLast(line);
            if (log.size() > LOG_LINES) {
                log.removeFirst();
            }
        }
    }
}
