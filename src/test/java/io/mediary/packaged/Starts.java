package io.mediary.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.mediary.testing.Packaging;

/**
 * Measures starts: from the moment at which the program is run to the first 200 of {@code /q/health/ready}, which is when
 * Redis has answered. Several packages take turns, so that what else the machine does meets them alike. For one thread; every method
 * blocks.
 */
public final class Starts {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int READ_MS = 2000;
    private static final Path LOGS = Path.of("target/e2e");
    private static final double TICKS_A_SECOND = 100;

    private final Map<String, String> settings;
    private final Map<Packaging, List<Start>> measured = new LinkedHashMap<>();

    /**
     * One start.
     *
     * @param seconds until the first answer
     * @param cpu seconds that all its threads have computed until then
     * @param megabytes of memory that it has then (resident)
     */
    public record Start(double seconds, double cpu, double megabytes) {
    }

    /** @param settings with which each instance starts */
    public Starts(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** Starts each of them once, in turn, so many times; what was measured before stays. */
    public Starts measure(int rounds, List<Packaging> packagings) {
        for (int round = 0; round < rounds; round++) {
            for (Packaging packaging : packagings) {
                measured.computeIfAbsent(packaging, none -> new ArrayList<>()).add(once(packaging));
            }
        }
        return this;
    }

    /** The median of what was measured. */
    public double median(Packaging packaging, ToDoubleFunction<Start> what) {
        double[] sorted = measured.get(packaging).stream().mapToDouble(what).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A line for each package; ratios are to the first one. */
    public String table() {
        Packaging first = measured.keySet().iterator().next();
        StringBuilder table = new StringBuilder("| package | starts | to the first answer, s | ratio | CPU, s | ratio "
                + "| resident, MB | ratio |\n|---|---|---|---|---|---|---|---|\n");
        measured.forEach((packaging, starts) -> {
            table.append("| ").append(packaging.name()).append(" | ").append(starts.size());
            cells(table, first, packaging, "%.2f", Start::seconds);
            cells(table, first, packaging, "%.2f", Start::cpu);
            cells(table, first, packaging, "%.0f", Start::megabytes);
            table.append(" |\n");
        });
        return table.toString();
    }

    private void cells(StringBuilder table, Packaging first, Packaging packaging, String format,
            ToDoubleFunction<Start> what) {
        double median = median(packaging, what);
        table.append(String.format(" | " + format + " | %.2f", median, median / median(first, what)));
    }

    private Start once(Packaging packaging) {
        int port = freePort();
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", Integer.toString(port));
        try {
            Files.createDirectories(LOGS);
            Path log = LOGS.resolve("start-" + packaging.name() + ".log");
            ProcessBuilder builder = new ProcessBuilder(packaging.command(all)).redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            long begun = System.nanoTime();
            Process process = builder.start();
            try {
                awaitAnswer(process, port, begun, log);
                double seconds = (System.nanoTime() - begun) / 1e9;
                return new Start(seconds, cpu(process), resident(process));
            } finally {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitAnswer(Process process, int port, long begun, Path log) throws InterruptedException {
        while (!isAnswered(port)) {
            if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("no answer, see " + log);
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
        }
    }

    /** By hand: an HTTP client that is just being loaded would be measured, too. */
    private static boolean isAnswered(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_MS);
            socket.setSoTimeout(READ_MS);
            socket.getOutputStream().write(
                    "GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return Arrays.equals(line, "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Fields 14 and 15 of `proc(5)`'s `stat`, counted behind the program's name, which may hold anything. */
    private static double cpu(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private static double resident(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(Double::parseDouble).findFirst().orElseThrow() / 1024;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
