package io.mediary.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results of a bench as a Markdown table: in {@code target/bench/NAME.md}, on the console and, where they mean something, on
 * the {@link Page}. For one thread.
 */
final class Sheet {

    private static final Path DIRECTORY = Path.of("target/bench");

    private final String name;
    private final List<String> lines = new ArrayList<>();

    /**
     * A sheet.
     *
     * @param name of the file
     * @param what what is measured
     */
    Sheet(String name, String what) {
        this.name = name;
        lines.add("**" + name + "**: " + what
                + (Size.trial() ? " (a trial of the bench: the numbers mean nothing)" : ""));
        lines.add("");
        lines.add(Machine.description());
        lines.add("");
    }

    /** Begins a table. */
    Sheet head(String... columns) {
        lines.add(row(Stream.of(columns)));
        lines.add(row(Stream.of(columns).map(column -> "---")).replace(" ", ""));
        return this;
    }

    /** A line of the table. */
    Sheet row(Object... cells) {
        lines.add(row(Stream.of(cells).map(Sheet::text)));
        return this;
    }

    /** A line of text under the table. */
    Sheet note(String text) {
        lines.add("");
        lines.add(text);
        return this;
    }

    /** The table of a contest, in milliseconds, compared with one of the ways: the bare one. */
    Sheet contest(Map<String, Samples> results, String bare) {
        double bound = results.get(bare).median();
        head("", "n", "median ms", "p90 ms", "p99 ms", "ratio of medians", "difference ms");
        results.forEach((way, samples) -> row(way, samples.count(), samples.median(), samples.percentile(90),
                samples.percentile(99), samples.median() / bound, samples.median() - bound));
        return this;
    }

    /** Writes and prints it. */
    void write() {
        try {
            Files.createDirectories(DIRECTORY);
            Files.write(DIRECTORY.resolve(name + ".md"), lines);
            if (Size.whole()) {
                Page.put(name, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.forEach(System.out::println);
    }

    /** The day, by which a run is known. */
    static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    private static String row(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String text(Object cell) {
        return cell instanceof Double number
                ? String.format(Locale.ROOT, Math.abs(number) < 10 ? "%.2f" : "%.0f", number)
                : String.valueOf(cell);
    }
}
