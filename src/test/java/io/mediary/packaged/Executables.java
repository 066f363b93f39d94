package io.mediary.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The native executable that a build has made. */
public final class Executables {

    private static final Path TARGET = Path.of("target");

    private Executables() {
    }

    /** The one that is there. */
    public static Optional<Path> found() {
        try (Stream<Path> files = Files.list(TARGET)) {
            return files.filter(file -> file.toString().endsWith("-runner")).filter(Files::isExecutable).sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
