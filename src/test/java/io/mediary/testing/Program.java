package io.mediary.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A program of this machine in a directory of its own, with its output in {@code output.log} there. It is ended by {@link #close}, at the latest with
 * this JVM. Thread-safe.
 */
public final class Program implements AutoCloseable {

    private static final Duration STARTS = Duration.ofSeconds(15);
    private static final Duration ENDS = Duration.ofSeconds(10);

    private final String name;
    private final Path directory;
    private final Process process;
    private final Thread hook;

    private Program(Path directory, List<String> command) throws IOException {
        this.directory = directory;
        name = command.get(0);
        List<String> line = new ArrayList<>(command);
        line.set(0, Commands.path(name));
        process = new ProcessBuilder(line).directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile()).start();
        hook = new Thread(this::kill, "end-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts one. @param directory its own, and the current one */
    public static Program start(Path directory, List<String> command) {
        try {
            return new Program(directory, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has a UDP port of this machine. */
    Program listens(int port) {
        Awaitility.await(this + " listens").atMost(STARTS).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(this + " has ended:\n" + output());
            }
            return listening(port);
        });
        return this;
    }

    /** As the kernel says, whichever of this machine's addresses it is. */
    private static boolean listening(int port) throws IOException {
        String local = ":%04X ".formatted(port);
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/udp"))) {
            return sockets
                    .anyMatch(line -> line.indexOf(local) > 0 && line.indexOf(local) < line.indexOf(" 00000000:0000"));
        }
    }

    /** Whether it lives. */
    public boolean running() {
        return process.isAlive();
    }

    /** Waits until it ends by itself, and gives its exit status. */
    public int ends(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(this + " still runs after " + within + ":\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The processes that it has started, and theirs, as far as they live. */
    public List<ProcessHandle> family() {
        return process.descendants().toList();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** What it has printed. */
    public String output() {
        return read("output.log");
    }

    /** A file in its directory; empty while there is none. */
    String read(String file) {
        try {
            Path path = directory.resolve(file);
            return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its directory. */
    Path directory() {
        return directory;
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        ends(ENDS);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending
        }
    }

    @Override
    public String toString() {
        return name + " in " + directory;
    }
}
