package io.mediary.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A running `redis-server`. Where there is a shell it is started through one that leaves a guard behind: the guard waits
 * for the end of a pipe from this JVM and then kills Redis, so that no Redis outlives a killed JVM, and none ends before an instance has said goodbye: what
 * a terminal sends to this JVM (Ctrl-C) does not reach it. Elsewhere it ends with the JVM's shutdown hooks.
 */
final class RedisProcess implements AutoCloseable {

    private static final Path SHELL = Path.of("/bin/sh");
    private static final String GUARDED = "exec 3<&0; redis=$$; (cat <&3 >/dev/null; kill -9 $redis) >/dev/null 2>&1 & "
            + "exec $(command -v setsid) \"$0\" \"$@\" 3<&- </dev/null";
    private static final Duration STARTUP = Duration.ofSeconds(15);
    private static final int CONNECT_TIMEOUT_MS = 500;
    private static final long PAUSE_MS = 20;
    private static final int LONGEST_ANSWER = 65_536;
    private static final int REMEMBERED_LINES = 5;

    private final Process process;
    private final String host;
    private final int port;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Thread reader;
    private final Optional<Thread> hook;

    private RedisProcess(Process process, String host, int port, boolean guarded) {
        this.process = process;
        this.host = host;
        this.port = port;
        this.reader = new Thread(this::read, "mediary-embedded-redis-output");
        reader.setDaemon(true);
        reader.start();
        hook = guarded ? Optional.empty() : Optional.of(new Thread(this::kill, "mediary-embedded-redis-stop"));
        hook.ifPresent(Runtime.getRuntime()::addShutdownHook);
    }

    /** Starts Redis and waits until it answers; fails with its last words where it does not. */
    static RedisProcess start(Path binary, String host, int port) throws IOException {
        List<String> command = new ArrayList<>();
        boolean guarded = Files.isExecutable(SHELL);
        if (guarded) {
            command.addAll(List.of(SHELL.toString(), "-c", GUARDED));
        }
        command.addAll(List.of(binary.toString(), "--bind", host, "--port", Integer.toString(port), "--save", "",
                "--appendonly", "no", "--daemonize", "no", "--protected-mode", "no"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .directory(new File(System.getProperty("java.io.tmpdir"))).start();
        RedisProcess redis = new RedisProcess(process, host, port, guarded);
        try {
            redis.awaitAnswer(binary);
            return redis;
        } catch (IOException | RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    URI url() {
        return URI.create("redis://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    boolean running() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
        try {
            hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending: the hook runs anyway
        }
    }

    /** Nothing is to be saved, so nothing is lost by this. */
    private void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswer(Path binary) throws IOException {
        long deadline = System.nanoTime() + STARTUP.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            if (answers()) {
                return;
            }
            try {
                process.waitFor(PAUSE_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while Redis started", e);
            }
        }
        throw new IOException(binary + " does not run: " + (process.isAlive() ? "no answer" : lastWords()));
    }

    /** Another Redis may have the port: only an answer of this very process counts. */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MS);
            socket.setSoTimeout(CONNECT_TIMEOUT_MS);
            socket.getOutputStream().write("INFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(LONGEST_ANSWER);
            return new String(answer, StandardCharsets.US_ASCII).contains("process_id:" + process.pid() + "\r");
        } catch (IOException e) {
            return false;
        }
    }

    private String lastWords() {
        try {
            reader.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lastLines) {
            return String.join(" / ", lastLines);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (lastLines) {
                    lastLines.add(line.strip());
                    if (lastLines.size() > REMEMBERED_LINES) {
                        lastLines.remove();
                    }
                }
            }
        } catch (IOException e) {
            return; // the stream ends with the process
        }
    }
}
