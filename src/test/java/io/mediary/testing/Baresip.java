package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A telephone: baresip without any hardware. Its microphone gives a tone, what it hears is kept in a file, it takes every call at once, or makes one. Needs
 * {@link RequiresCommand} of {@code baresip} and {@code ffmpeg}. Thread-safe.
 */
public final class Baresip implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Path MODULES = Path.of("/usr/lib/baresip/modules");
    private static final int LONGEST = 120;
    private static final int SAMPLE_RATE = 8_000;
    private static final int WINDOW = SAMPLE_RATE / 2;
    private static final int WAV_HEADER = 44;
    private static final double MOSTLY = 0.5;

    /**
     * Who it is.
     *
     * @param user its name
     * @param password for digests
     * @param domain of its address
     * @param registrar host:port, where it registers and sends everything
     */
    public record Account(String user, String password, String domain, String registrar) {

        private String line() {
            return ("<sip:%s@%s>;auth_user=%s;auth_pass=%s;outbound=\"sip:%s\";regint=60;answermode=auto;"
                    + "audio_codecs=PCMU/8000/1,PCMA/8000/1\n").formatted(user, domain, user, password, registrar);
        }
    }

    private final Program program;
    private final double hertz;

    private Baresip(Program program, double hertz) {
        this.program = program;
        this.hertz = hertz;
    }

    /** One that waits for calls; returns when it has registered. @param hertz its tone */
    public static Baresip registers(Path logs, Account account, double hertz) {
        Baresip baresip = start(logs, account, hertz, List.of());
        baresip.says("200 OK");
        return baresip;
    }

    /** One that calls an address as soon as it runs. @param hertz its tone */
    public static Baresip calls(Path logs, Account account, double hertz, String address) {
        return start(logs, account, hertz, List.of("-e", "/dial " + address));
    }

    private static Baresip start(Path logs, Account account, double hertz, List<String> more) {
        try {
            Path directory = Files.createTempDirectory(logs.toAbsolutePath(), "baresip-" + account.user() + "-");
            Ffmpeg.make(List.of("-f", "lavfi", "-i", "sine=frequency=%s:sample_rate=%d:duration=%d".formatted(hertz,
                    SAMPLE_RATE, LONGEST), "-ac", "1", "-c:a", "pcm_s16le"), directory.resolve("tone.wav"));
            Files.writeString(directory.resolve("config"), """
                    sip_listen 127.0.0.1:%d
                    net_interface 127.0.0.1
                    audio_source aufile,tone.wav
                    snd_path .
                    module_path %s
                    module g711.so
                    module aufile.so
                    module sndfile.so
                    module_app account.so
                    module_app menu.so
                    """.formatted(FreePorts.rtp(), MODULES));
            Files.writeString(directory.resolve("accounts"), account.line());
            Files.writeString(directory.resolve("contacts"), "");
            Stream<String> command = Stream.concat(Stream.of("baresip", "-f", directory.toString(), "-s", "-t",
                    String.valueOf(LONGEST)), more.stream());
            return new Baresip(Program.start(directory, command.toList()), hertz);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its tone. */
    public double hertz() {
        return hertz;
    }

    /** Waits until it prints something. */
    public void says(String text) {
        await("says " + text, () -> program.output().contains(text));
    }

    /** Waits for half a second of sound that is mostly this tone. */
    public void hears(double tone) {
        await("hears " + tone + " Hz", () -> Tone.share(lastSound(), SAMPLE_RATE, tone) > MOSTLY);
    }

    /** Waits until a call of its is over. */
    public void isHungUp() {
        says("session closed");
    }

    /** Hangs up, registers no longer, and ends. */
    public void leaves() {
        program.terminate();
        program.ends(PATIENCE);
    }

    private void await(String what, BooleanSupplier is) {
        Awaitility.await().atMost(PATIENCE).pollInterval(POLL).untilAsserted(() -> {
            if (!is.getAsBoolean()) {
                throw new AssertionError(program + " never " + what + ":\n" + program.output());
            }
        });
    }

    private short[] lastSound() {
        try (Stream<Path> files = Files.list(program.directory())) {
            byte[] all = files.filter(file -> file.toString().endsWith("-dec.wav")).sorted()
                    .reduce((first, second) -> second).map(Baresip::bytes).orElse(new byte[0]);
            int from = all.length - all.length % 2 - 2 * WINDOW;
            short[] sound = new short[WINDOW];
            if (from >= WAV_HEADER) {
                ByteBuffer.wrap(all, from, 2 * WINDOW).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(sound);
            }
            return sound;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        leaves();
        program.close();
    }
}
