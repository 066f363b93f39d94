package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * A native executable has the resources that it is told of. Quarkus tells it of its own settings, of the console
 * ({@code META-INF/resources}) and of services; what code opens by name must be in {@code quarkus.native.resources.includes}.
 */
class ResourcesAreInNativeImagesTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final List<String> OF_QUARKUS = List.of("application.properties", "META-INF/resources/**",
            "META-INF/services/*");

    @Test
    void everyResourceIsThere() throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(RESOURCES.resolve("application.properties"))) {
            settings.load(reader);
        }
        List<PathMatcher> told = Stream
                .concat(OF_QUARKUS.stream(),
                        Stream.of(settings.getProperty("quarkus.native.resources.includes").split(",")))
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob)).toList();
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            List<Path> all = files.filter(Files::isRegularFile).map(RESOURCES::relativize).toList();

            assertThat(all).contains(Path.of("lua/commit.lua"), Path.of("META-INF/resources/index.html"));
            assertThat(all).filteredOn(file -> told.stream().noneMatch(glob -> glob.matches(file))).isEmpty();
        }
    }

    @Test
    void codeOpensScriptsAlone() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(Files::isRegularFile).filter(file -> !file.toString().contains("embedded"))
                    .filter(ResourcesAreInNativeImagesTest::opens).map(Path::getFileName).map(Path::toString))
                    .containsExactly("Scripts.java");
        }
    }

    private static boolean opens(Path source) {
        try {
            return Files.readString(source).contains("getResource");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
