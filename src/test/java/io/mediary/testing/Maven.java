package io.mediary.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maven, run by a test as the build that runs the test: with the same settings and repository, and offline where that is. */
public final class Maven {

    /** What {@code pom.xml} tells the tests of the build. */
    private static final Pattern BUILD = Pattern.compile("offline=(\\w+) settings=(.*)");

    private Maven() {
    }

    /** The command with these arguments; needs a {@link RequiresCommand} of {@code mvn}. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("mvn", "--batch-mode"));
        Matcher build = BUILD.matcher(System.getProperty("mediary.test.maven", ""));
        if (build.matches()) {
            if (Boolean.parseBoolean(build.group(1))) {
                command.add("--offline");
            }
            // Maven names a file in the home directory, too, where there need not be one.
            if (Files.exists(Path.of(build.group(2)))) {
                command.addAll(List.of("--settings", build.group(2)));
            }
        }
        String repository = System.getProperty("maven.repo.local", "");
        if (!repository.isEmpty()) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        command.addAll(List.of(arguments));
        return command;
    }
}
