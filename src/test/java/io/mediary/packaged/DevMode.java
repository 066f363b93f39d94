package io.mediary.packaged;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.mediary.testing.Maven;
import io.mediary.testing.Program;

/**
 * Quarkus' development mode, started by Maven as a newcomer starts it, in a copy of the tree: it writes where it runs. What the build has
 * compiled is not compiled again, which is most of the time that a first start takes. For one thread; every method blocks.
 */
final class DevMode implements AutoCloseable {

    private static final Path TREE = Path.of("target/dev-mode");
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^\\s:]+:(\\d+)");
    /** It waits then for files to change. */
    private static final String FAILED = "Failed to start";
    /** Maven may have to fetch what no other goal needs. */
    private static final Duration STARTS = Duration.ofMinutes(4);
    private static final Duration ENDS = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Nobody is there to type or to attach a debugger, and the tests are what runs already. */
    private static final List<String> UNATTENDED = List.of("-Ddebug=false", "-Dquarkus.console.enabled=false",
            "-Dquarkus.analytics.disabled=true", "-Dquarkus.test.continuous-testing=disabled",
            "-Dquarkus.http.port=0", "-Dmaven.main.skip=true", "-Dmaven.test.skip=true", "-Dformatter.skip=true",
            "-Dimpsort.skip=true");

    private final Program maven;
    private final int port;

    private DevMode(Program maven) {
        this.maven = maven;
        try {
            port = awaitPort();
        } catch (RuntimeException | Error e) {
            kill(maven.family());
            throw e;
        }
    }

    /** Starts it and waits until it listens. @param arguments of Maven: {@code quarkus:dev}, and settings */
    static DevMode start(List<String> arguments) {
        try {
            copyTree();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> all = new ArrayList<>(arguments);
        all.addAll(UNATTENDED);
        return new DevMode(Program.start(TREE, Maven.command(all.toArray(String[]::new))));
    }

    /** {@code http://localhost:PORT/PATH}: as it says itself. */
    URI http(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** Waits until it has printed that. */
    void says(String text) {
        await("\"" + text + "\", see " + maven).atMost(ENDS).pollInterval(LOOK)
                .until(() -> maven.output().contains(text));
    }

    /**
     * Ends it as its terminal would; whatever does not end is killed.
     *
     * @throws org.awaitility.core.ConditionTimeoutException where something that it started lives on
     */
    @Override
    public void close() {
        List<ProcessHandle> family = maven.family();
        try {
            maven.terminate();
            await("the end of all that has been started").atMost(ENDS).pollInterval(LOOK)
                    .until(() -> !maven.running() && family.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            kill(family);
        }
    }

    private void kill(List<ProcessHandle> family) {
        family.forEach(ProcessHandle::destroyForcibly);
        maven.close();
    }

    private int awaitPort() {
        await("it listens, see " + maven).atMost(STARTS).pollInterval(LOOK).until(() -> {
            String output = maven.output();
            return !maven.running() || output.contains(FAILED) || LISTENING.matcher(output).find();
        });
        Matcher listening = LISTENING.matcher(maven.output());
        if (!listening.find()) {
            throw new IllegalStateException(maven + " does not start:\n" + maven.output());
        }
        return Integer.parseInt(listening.group(1));
    }

    private static void copyTree() throws IOException {
        delete(TREE);
        copy(Path.of("pom.xml"), TREE.resolve("pom.xml"));
        copy(Path.of("src/main"), TREE.resolve("src/main"));
        copy(Path.of("native"), TREE.resolve("native"));
        copy(Path.of("target/classes"), TREE.resolve("target/classes"));
        // Where a package for production has put them.
        copy(Path.of("target/embedded-classes"), TREE.resolve("target/classes"));
    }

    /** With the times of the files, by which Quarkus knows that nothing has changed. */
    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString()).normalize();
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
