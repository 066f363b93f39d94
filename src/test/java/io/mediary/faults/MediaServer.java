package io.mediary.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.mediary.testing.Passage;

/**
 * A media server that can be killed and started again, at an address that stays: the name by which instances know it.
 * Thread-safe; every method blocks.
 */
final class MediaServer implements AutoCloseable {

    private final Path log;
    private final Passage passage = new Passage();
    private Process process;
    private BufferedReader answers;

    /** Starts it; the process writes to the log. */
    MediaServer(Path log) {
        this.log = log;
        start();
    }

    /** Where instances find it, whichever process that is. */
    URI url() {
        return URI.create("ws://127.0.0.1:" + passage.port() + "/kurento");
    }

    /** Starts a process after {@link #kill}: an empty server with another {@code serverId}. */
    synchronized void start() {
        try {
            process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp",
                    System.getProperty("java.class.path"), MediaServerMain.class.getName())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        passage.leadTo(List.of(URI.create(answer()).getPort()));
    }

    /** SIGKILL; returns when the process is gone. */
    synchronized void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the media server still runs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        passage.leadTo(List.of());
    }

    /** Cuts the sockets of all instances. */
    void cut() {
        passage.cut();
    }

    /** How many media objects live; a pipeline is one of them. */
    synchronized int objects() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Integer.parseInt(answer());
    }

    @Override
    public void close() {
        kill();
        passage.close();
    }

    private String answer() {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("@")) {
                    return line.substring(1);
                }
            }
            throw new IllegalStateException("the media server has ended, see " + log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
