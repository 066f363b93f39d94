package io.mediary.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The native executable: that which {@code -Dmediary.native.executable=PATH} names, else the one that a build has made here. */
public final class Executables {

    private static final Path TARGET = Path.of("target");

    private Executables() {
    }

    /** The one that is there; one that is named and is not there is an error, and not a test that is left out. */
    public static Optional<Path> found() {
        String named = System.getProperty("mediary.native.executable", "");
        if (!named.isEmpty()) {
            Path executable = Path.of(named).toAbsolutePath();
            if (!Files.isExecutable(executable)) {
                throw new IllegalStateException("mediary.native.executable: " + executable + " cannot be executed");
            }
            return Optional.of(executable);
        }
        try (Stream<Path> files = Files.list(TARGET)) {
            return files.filter(file -> file.toString().endsWith("-runner")).filter(Files::isExecutable).sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
