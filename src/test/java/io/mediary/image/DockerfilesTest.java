package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every image that is made in {@code native/}. */
class DockerfilesTest {

    static Stream<Path> dockerfiles() {
        try (Stream<Path> files = Files.list(Path.of("native"))) {
            List<Path> found = files.filter(file -> file.getFileName().toString().startsWith("Dockerfile")).sorted()
                    .toList();
            assertThat(found).contains(Path.of("native/Dockerfile.jvm"), Path.of("native/Dockerfile.native"));
            return found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void theBaseIsAnArgumentWithAShortNameOfAVersion(Path file) {
        List<String> lines = instructions(file);

        assertThat(lines.get(0)).matches("ARG BASE=([a-z0-9-]+/)?[a-z0-9-]+:[0-9][A-Za-z0-9._-]*");
        assertThat(lines).filteredOn(line -> line.startsWith("FROM ")).isNotEmpty()
                .allMatch(line -> line.matches("FROM \\$\\{[A-Z]+}( AS [a-z]+)?"));
        assertThat(last(lines, "FROM ")).isEqualTo("FROM ${BASE}");
        assertThat(lines).filteredOn(line -> line.matches("ARG [A-Z]+=[^$]*:.*"))
                .allMatch(line -> line.matches("ARG [A-Z]+=([a-z0-9-]+/)?[a-z0-9-]+:[0-9][A-Za-z0-9._-]*"));
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void theProgramIsNotRoot(Path file) {
        List<String> lines = instructions(file);
        String user = last(lines, "USER ");

        assertThat(user).as("a number: Kubernetes cannot tell whether a name is root").isEqualTo("USER 10001:10001");
        assertThat(lines.subList(lines.indexOf(user), lines.size())).noneMatch(line -> line.startsWith("FROM"));
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void noShellIsNeeded(Path file) {
        List<String> lines = instructions(file);

        // In other stages there may be one.
        assertThat(lines.subList(lines.lastIndexOf("FROM ${BASE}"), lines.size()))
                .filteredOn(line -> line.matches("(RUN|CMD|ENTRYPOINT|SHELL|HEALTHCHECK) .*"))
                .allMatch(line -> line.matches("(RUN|CMD|ENTRYPOINT) \\[\".*\"]"));
        assertThat(last(lines, "ENTRYPOINT ")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void whatComesFromTheSourcesIsThere(Path file) {
        assertThat(instructions(file)).filteredOn(line -> line.startsWith("COPY ") && line.contains(" native/"))
                .allSatisfy(line -> assertThat(
                        Path.of(line.replaceFirst("COPY (--\\S+ )*", "").split(" ")[0])).exists());
    }

    private static String last(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no " + start));
    }

    private static List<String> instructions(Path file) {
        try {
            return Files.readAllLines(file).stream().map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
