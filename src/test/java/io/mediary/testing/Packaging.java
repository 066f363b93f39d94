package io.mediary.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of the forms in which the application is packaged, and how it is started.
 *
 * @param name for files and tables: one word
 * @param needed the file without which there is no such package
 * @param program what is run, with all that stands before the settings
 * @param rest what stands after them
 */
public record Packaging(String name, Path needed, List<String> program, List<String> rest) {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    /** The jar, in this JVM's own program; a small heap and few compilers, for tests that start many. */
    public static Packaging jar() {
        return jar(Path.of(System.getProperty("java.home")), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Xmx512m");
    }

    /** The jar in a JVM, as the documentation starts it; with further options of that JVM. */
    public static Packaging jar(Path javaHome, String... options) {
        List<String> program = new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
        program.addAll(List.of(options));
        return new Packaging("jar", JAR, program, List.of("-jar", JAR.toString()));
    }

    /** The native executable. */
    public static Packaging executable(Path executable) {
        return new Packaging("native", executable, List.of(executable.toAbsolutePath().toString()), List.of());
    }

    /**
     * The command that starts it.
     *
     * @throws IllegalStateException where it has not been packaged
     */
    public List<String> command(Map<String, String> settings) {
        if (!Files.exists(needed)) {
            throw new IllegalStateException(needed + " is not there: run `mvn package` first");
        }
        List<String> command = new ArrayList<>(program);
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(rest);
        return command;
    }
}
