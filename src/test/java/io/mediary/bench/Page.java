package io.mediary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/benchmarks.md}, where each bench has a place between two comments for what it measured last. */
final class Page {

    private static final Path FILE = Path.of("docs/benchmarks.md");

    private Page() {
    }

    /**
     * Puts a sheet into its place.
     *
     * @throws IllegalStateException where it has none
     */
    static void put(String name, List<String> sheet) throws IOException {
        Files.writeString(FILE, with(Files.readString(FILE), name, sheet));
    }

    /** A page with a sheet in its place. */
    static String with(String page, String name, List<String> sheet) {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- end of " + name + " -->";
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(FILE + " has no place for " + name);
        }
        return page.substring(0, from) + begin + "\n" + String.join("\n", sheet).strip() + "\n\n"
                + page.substring(to);
    }
}
