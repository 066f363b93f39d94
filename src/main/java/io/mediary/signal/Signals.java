package io.mediary.signal;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The numbers of this instance. Names have dots and the unit is not part of them: {@code mediary.adoptions} is
 * scraped as {@code mediary_adoptions_total}, {@code mediary.lease.wait} as {@code mediary_lease_wait_seconds}. Each name has
 * its line in {@code docs/operations.md}, and always the same tag keys.
 *
 * <p>
 * Tags are pairs of key and value; {@code null} is neither. Their values come from small closed sets (a command's name, an error's name, a node's id), never
 * from callers: no ids of sessions, users or connections. A name has at most {@value #MOST_SERIES} series; what would be one more is left out, and logged once.
 *
 * <p>
 * Thread-safe; never blocks, never throws for a full registry, cheap enough for every request.
 */
public interface Signals {

    /** How many different tag values a name may have. */
    int MOST_SERIES = 1_000;

    /** Tells nobody: for parts that are made by hand, in tests. */
    Signals NONE = new Silence();

    /** Once more. */
    default void count(String name, String... tags) {
        count(name, 1, tags);
    }

    /**
     * As often more. What is rarely counted begins with 0 at the start: a scraper takes the first value that it sees for the beginning, not for growth.
     *
     * @param times not negative
     */
    void count(String name, long times, String... tags);

    /** It took as long, this time; quantiles can be had from the series. @param took not negative */
    void time(String name, Duration took, String... tags);

    /**
     * A number that is asked for at each scrape, on the scraper's thread: the supplier must be thread-safe and neither block nor
     * compute much. A later gauge of the same name and tags takes the former one's place.
     *
     * @return what ends it; harmless when it has been replaced
     */
    Gauge gauge(String name, DoubleSupplier value, String... tags);

    /** A number that is being shown. */
    interface Gauge extends AutoCloseable {

        /** Shows it no more; again: nothing. */
        @Override
        void close();
    }
}
