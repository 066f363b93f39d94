package io.mediary.embedded.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running ffmpeg of this machine, as a client of plain RTP. */
final class Ffmpeg implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/ffmpeg");

    private final Process process;
    private final Path log;

    private Ffmpeg(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Whether there is one. */
    static boolean isHere() {
        return Files.isExecutable(PROGRAM);
    }

    /** Starts it; what it says goes into a file in the directory. */
    static Ffmpeg start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(PROGRAM.toString(), "-hide_banner", "-nostdin", "-loglevel", "warning", "-y"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(directory, "ffmpeg", ".log");
        return new Ffmpeg(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
                log);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Waits for its end by itself; fails where that takes too long or is not well. */
    void end() throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("ffmpeg did not end well: " + Files.readString(log));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
