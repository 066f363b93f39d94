package io.mediary.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A SIPp that plays one of our scenarios ({@code src/test/resources/sipp}) at 127.0.0.1, once unless told otherwise; words in {@code @…@} there are
 * filled in. It sends no media. Needs {@link RequiresCommand} of {@code sipp}. Thread-safe.
 */
public final class Sipp implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final int SUCCESS = 0;

    private final Program program;
    private final int port;

    private Sipp(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /**
     * Calls somebody.
     *
     * @param logs where a directory is made for it
     * @param to host:port where it sends
     * @param options of SIPp: {@code -s}, who is called
     */
    public static Sipp calls(Path logs, String scenario, Map<String, String> words, String to, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add(0, to);
        return start(logs, scenario, words, all);
    }

    /** Waits for calls; returns when it listens. */
    public static Sipp answers(Path logs, String scenario, Map<String, String> words, String... options) {
        Sipp sipp = start(logs, scenario, words, List.of(options));
        sipp.program.listens(sipp.port);
        return sipp;
    }

    private static Sipp start(Path logs, String scenario, Map<String, String> words, List<String> options) {
        try {
            Path directory = Files.createTempDirectory(logs.toAbsolutePath(), "sipp-" + scenario + "-");
            Files.writeString(directory.resolve("scenario.xml"), filled(scenario, words));
            int port = options.contains("-p")
                    ? Integer.parseInt(options.get(options.indexOf("-p") + 1))
                    : FreePorts.rtp();
            List<String> command = new ArrayList<>(List.of("sipp"));
            command.addAll(options);
            command.addAll(List.of("-sf", "scenario.xml", "-mp", String.valueOf(FreePorts.rtp()), "-nostdin",
                    "-timeout", LONGEST.toSeconds() + "s",
                    "-timeout_error", "-trace_msg", "-message_file", "messages.log", "-trace_err", "-error_file",
                    "errors.log"));
            if (!options.contains("-i")) {
                command.addAll(List.of("-i", "127.0.0.1"));
            }
            if (!options.contains("-p")) {
                command.addAll(List.of("-p", String.valueOf(port)));
            }
            if (!options.contains("-m")) {
                command.addAll(List.of("-m", "1"));
            }
            return new Sipp(Program.start(directory, command), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String filled(String scenario, Map<String, String> words) throws IOException {
        try (InputStream file = Sipp.class.getResourceAsStream("/sipp/" + scenario + ".xml")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> word : words.entrySet()) {
                text = text.replace("@" + word.getKey() + "@", word.getValue());
            }
            return text;
        }
    }

    /** Its UDP port. */
    public int port() {
        return port;
    }

    /** Waits until it has played all of it, as it is written. */
    public void plays() {
        int status = program.ends(LONGEST.plusSeconds(5));
        if (status != SUCCESS) {
            throw new AssertionError(program + " ended with " + status + "\n" + program.read("errors.log") + "\n"
                    + last(program.read("messages.log")));
        }
    }

    /** What was sent and received so far. */
    public String messages() {
        return program.read("messages.log");
    }

    private static String last(String text) {
        return text.substring(Math.max(0, text.length() - 12_000));
    }

    @Override
    public void close() {
        program.close();
    }
}
