package io.mediary.event;

/**
 * A place in a partition's log: a Redis stream id.
 *
 * @param millis Redis' time
 * @param sequence within the millisecond
 */
public record LogPosition(long millis, long sequence) implements Comparable<LogPosition> {

    /** Before everything. */
    public static final LogPosition START = new LogPosition(0, 0);

    /** Reads Redis' form, {@code 1763690000000-0}, or an event id. */
    public static LogPosition parse(String text) {
        int dash = text.indexOf('-');
        return new LogPosition(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    /** Redis' form. */
    public String stream() {
        return millis + "-" + sequence;
    }

    /** The form that clients get: it sorts as a string too. */
    public String eventId() {
        return String.format("%013d-%06d", millis, sequence);
    }

    @Override
    public int compareTo(LogPosition other) {
        int byTime = Long.compare(millis, other.millis);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
}
