package io.mediary.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one fault did: a row of the table in {@code docs/reliability.md}.
 *
 * @param fault what was done
 * @param sessions how many lived when it was done
 * @param relays how many lived then
 * @param rate commands a second all the while
 * @param lost sessions that ended and should not have
 * @param ended sessions that ended with their media server, and whose clients were told so
 * @param eventsLost events that were committed and never reached their client
 * @param eventsDoubled what happened once and was told under two ids
 * @param mediaEvents instances whose media events do not arrive any more
 * @param interrupted ms at most without a new picture in the browser
 * @param adopted ms until the last Kurento session had a living owner, or the last session of a dead media server had
 *            ended; empty: nothing of that kind was to be done, -1: never
 * @param objects media objects too many or too few
 * @param keys what is left over in Redis
 * @param failures commands that were not answered with ok: each reason, how often
 * @param slowest the longest that a command took, ms
 */
record Row(String fault, int sessions, int relays, double rate, int lost, int ended, int eventsLost, int eventsDoubled,
        int mediaEvents, long interrupted, OptionalLong adopted, int objects, int keys, Map<String, Integer> failures,
        long slowest) {

    private static final List<String> HEAD = List.of(
            "| fault | sessions (relays) | commands/s | sessions lost | events lost | doubled | media events missing | picture away | adopted (ended) after | objects, keys left | commands not done | slowest command |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|");

    /** Begins a table in a file. */
    static void begin(Path table) {
        try {
            Files.createDirectories(table.getParent());
            Files.write(table, HEAD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends it to a table, and prints it. */
    void print(Path table) {
        try {
            Files.write(table, List.of(markdown()), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(markdown());
    }

    private String markdown() {
        return "| %s | %d (%d) | %.0f | %s | %d | %d | %d | %d ms | %s | %d, %d | %s | %d ms |".formatted(fault,
                sessions,
                relays, rate, ended == 0 ? lost : lost + "; " + ended + " of the dead media server", eventsLost,
                eventsDoubled,
                mediaEvents, interrupted,
                adopted.isEmpty() ? "–" : adopted.getAsLong() < 0 ? "never" : adopted.getAsLong() + " ms", objects,
                keys,
                failures.isEmpty() ? "0" : failures.toString().replaceAll("[{}]", ""), slowest);
    }
}
