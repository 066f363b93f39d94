package io.mediary.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import redis.embedded.core.ExecutableProvider;

/** A `redis-server` that can be executed, and the directory that was made for it. */
final class RedisBinary implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RedisBinary.class);

    /** A place where a binary may be. */
    @FunctionalInterface
    interface Source {
        /** Answers the binary, or says why there is none. */
        RedisBinary find() throws IOException;
    }

    private final Path path;
    private final Optional<Path> directory;

    private RedisBinary(Path path, Optional<Path> directory) {
        this.path = path;
        this.directory = directory;
    }

    /** The places to look, best first. */
    static List<Source> sources() {
        return List.of(RedisBinary::packaged, RedisBinary::installed);
    }

    Path path() {
        return path;
    }

    /** Removes what was unpacked; on systems that hold the files of a running program, after it has ended. */
    @Override
    public void close() {
        directory.ifPresent(RedisBinary::remove);
    }

    private static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.debugf(e, "%s was not removed", directory);
        }
    }

    /** Unpacks the library's binary for this system into a directory that only this user can enter. */
    private static RedisBinary packaged() throws IOException {
        Path directory = Files.createTempDirectory("mediary-redis-");
        try {
            Path unpacked = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
            return new RedisBinary(unpacked, Optional.of(directory));
        } catch (IOException | RuntimeException e) {
            remove(directory);
            throw new IOException("the embedded-redis library has no binary for this system (" + e.getMessage() + ")",
                    e);
        }
    }

    private static RedisBinary installed() throws IOException {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
                ? "redis-server.exe"
                : "redis-server";
        String searched = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String directory : searched.split(File.pathSeparator)) {
            Path path = Path.of(directory).resolve(name);
            if (!directory.isBlank() && Files.isExecutable(path)) {
                return new RedisBinary(path, Optional.empty());
            }
        }
        throw new IOException("there is no " + name + " on the PATH");
    }
}
