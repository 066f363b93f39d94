package io.mediary.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine. */
public final class Commands {

    private Commands() {
    }

    /** Where a program is, on the PATH, in {@code /usr/bin} or {@code /usr/sbin}. */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/bin", "/usr/sbin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Where a program is.
     *
     * @throws IllegalStateException where it is not: the test lacks its {@link RequiresCommand}
     */
    public static String path(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("no " + name + " here")).toString();
    }
}
