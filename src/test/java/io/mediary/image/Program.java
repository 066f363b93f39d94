package io.mediary.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine that run to their ends. */
final class Program {

    private Program() {
    }

    /**
     * Runs one.
     *
     * @return what it prints on both of its streams, without the last line's end
     * @throws IllegalStateException with that, where it fails or takes longer
     */
    static String run(Duration within, List<String> command) {
        try {
            Path printed = Files.createTempFile("program-", ".log");
            try {
                Process process = new ProcessBuilder(command).redirectErrorStream(true)
                        .redirectOutput(printed.toFile()).start();
                boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
                process.destroyForcibly();
                String output = Files.readString(printed, StandardCharsets.UTF_8).strip();
                if (!ended || process.exitValue() != 0) {
                    throw new IllegalStateException(
                            String.join(" ", command) + (ended ? " failed: " : " takes too long: ") + output);
                }
                return output;
            } finally {
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The same, within two minutes. */
    static String run(String... command) {
        return run(Duration.ofMinutes(2), List.of(command));
    }
}
