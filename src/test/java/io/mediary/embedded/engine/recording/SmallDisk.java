package io.mediary.embedded.engine.recording;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A disk in memory that is soon full. The test is skipped where this user may not mount one. */
final class SmallDisk implements AutoCloseable {

    private final Path path;

    /**
     * Mounts it.
     *
     * @param kilobytes how much it holds
     */
    SmallDisk(Path path, int kilobytes) throws IOException {
        this.path = Files.createDirectories(path);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "small", path.toString()),
                "skipped: no disk can be mounted");
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", path.toString())) {
            throw new IOException(path + " stays mounted");
        }
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
