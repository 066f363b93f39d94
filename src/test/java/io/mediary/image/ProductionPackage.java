package io.mediary.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.mediary.testing.Maven;

/**
 * The package for production, without the embedded parts: made by Maven as README.md says, in a directory of its own beside the
 * one that the other tests run. What is compiled is not compiled again.
 */
final class ProductionPackage {

    private static final Path CLASSES = Path.of("target/classes");
    private static final Path FOLDER = Path.of("target/production");

    private ProductionPackage() {
    }

    /**
     * Makes it.
     *
     * @return the directory of a build of images: {@code quarkus-app}, and what the Dockerfiles take from {@code native}
     */
    static Path make() {
        copy(CLASSES, FOLDER.resolve("classes"));
        copy(Path.of("native/root"), FOLDER.resolve("native/root"));
        List<String> command = Maven.command("--quiet", "package", "-Dmediary.embedded.included=false",
                "-Dmediary.target=" + FOLDER.toAbsolutePath(), "-Dmaven.main.skip=true", "-Dmaven.test.skip=true",
                "-Dformatter.skip=true", "-Dimpsort.skip=true");
        Program.run(Duration.ofMinutes(3), command);
        return FOLDER;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
