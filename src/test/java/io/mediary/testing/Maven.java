package io.mediary.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Maven, run by a test as the build that runs the test: with the same settings and repository, and offline where that is. */
public final class Maven {

    private Maven() {
    }

    /** The command with these arguments; needs a {@link RequiresCommand} of {@code mvn}. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("mvn", "--batch-mode"));
        if (Boolean.getBoolean("mediary.test.maven.offline")) {
            command.add("--offline");
        }
        String settings = System.getProperty("mediary.test.maven.settings", "");
        // Maven names a file in the home directory, too, where there need not be one.
        if (!settings.isEmpty() && Files.exists(Path.of(settings))) {
            command.addAll(List.of("--settings", settings));
        }
        String repository = System.getProperty("maven.repo.local", "");
        if (!repository.isEmpty()) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        command.addAll(List.of(arguments));
        return command;
    }
}
