package io.mediary.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * A Java program as a process of its own, run as in production: with both compilers, but for a trial, which ends before the
 * second pays. Its heap gives back what it does not need, so that its memory tells what it holds. What it prints goes to
 * {@code target/bench/NAME.log}. It does not outlive this JVM's orderly end. Every method blocks.
 */
final class Jvm implements AutoCloseable {

    private static final Path LOGS = Path.of("target/bench");
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");
    private static final Duration STARTUP = Duration.ofSeconds(90);
    private static final Duration TOOL = Duration.ofSeconds(60);

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread hook;
    private final String address;

    /**
     * Starts it and waits until it says where it is.
     *
     * @param options of the JVM, then {@code -jar} and its file or a class, then arguments
     * @param ready what it prints then; the first group is its {@link #address}
     */
    Jvm(String name, List<String> options, Pattern ready) {
        this.name = name;
        this.log = LOGS.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(BIN.resolve("java").toString(), "-XX:+UseSerialGC",
                "-Xmx1500m", "-Xmn64m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20"));
        if (Size.trial()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(options);
        try {
            Files.createDirectories(LOGS);
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hook = new Thread(process::destroyForcibly, "end-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            address = awaited(ready);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Options for a class of the tests. */
    static List<String> program(String main, String... arguments) {
        List<String> options = new ArrayList<>(
                List.of("-cp", System.getProperty("java.class.path"), main));
        options.addAll(List.of(arguments));
        return options;
    }

    /** Where it said that it is. */
    String address() {
        return address;
    }

    /** Bytes that it has in use. */
    long resident() {
        return Machine.resident(process.pid());
    }

    /** Processor time that it has had, in milliseconds; the system counts in steps of ten. */
    double cpu() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
    }

    /** Throws away what nobody needs, twice: what only waits to be thrown away is gone then, too. */
    void collect() {
        tool("jcmd", Long.toString(process.pid()), "GC.run");
        tool("jcmd", Long.toString(process.pid()), "GC.run");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(TOOL.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " still runs");
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String awaited(Pattern ready) {
        Awaitility.await(name + " is there, see " + log).atMost(STARTUP).pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || ready.matcher(printed()).find());
        Matcher matcher = ready.matcher(printed());
        if (!matcher.find()) {
            throw new IllegalStateException(name + " has ended:\n" + printed());
        }
        return matcher.group(1);
    }

    private String printed() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tool(String tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(BIN.resolve(tool).toString()));
        command.addAll(List.of(arguments));
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!run.waitFor(TOOL.toSeconds(), TimeUnit.SECONDS) || run.exitValue() != 0) {
                run.destroyForcibly();
                throw new IllegalStateException(command + " did not do it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
