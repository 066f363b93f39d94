package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The project's Lua scripts. */
final class ScriptFiles {

    private static final Path DIRECTORY = Path.of("src/main/resources/lua");

    private ScriptFiles() {
    }

    /** Text by name. */
    static Map<String, String> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".lua"))
                    .collect(Collectors.toMap(file -> file.getFileName().toString().replace(".lua", ""),
                            ScriptFiles::text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
