package io.mediary.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What Linux says of this machine and its processes. */
final class Machine {

    private static final Path PROC = Path.of("/proc");
    private static final long KIB = 1024;

    private Machine() {
    }

    /** What a result was measured on. */
    static String description() {
        return String.format(Locale.ROOT, "%s, %d cores, %d MiB free, load %.1f, JDK %s", Sheet.today(),
                Runtime.getRuntime().availableProcessors(), available() / KIB / KIB,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version"));
    }

    /** Bytes that processes could still take. */
    static long available() {
        return field(PROC.resolve("meminfo"), "MemAvailable:");
    }

    /** Bytes of memory that a process has in use. */
    static long resident(long pid) {
        return field(PROC.resolve(pid + "/status"), "VmRSS:");
    }

    private static long field(Path file, String name) {
        try {
            return Files.readAllLines(file).stream().filter(line -> line.startsWith(name)).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .orElseThrow(() -> new IllegalStateException(file + " has no " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
