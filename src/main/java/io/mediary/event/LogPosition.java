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
        String[] parts = text.split("-", 3);
        return new LogPosition(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Redis' form. */
    public String stream() {
        return millis + "-" + sequence;
    }

    /**
     * The form that clients get: it sorts as a string too, and no event of another partition has it.
     *
     * @param partition 0–63
     */
    public String eventId(int partition) {
        StringBuilder id = new StringBuilder(23);
        padded(id, millis, 13);
        padded(id.append('-'), sequence, 6);
        padded(id.append('-'), partition, 2);
        return id.toString();
    }

    private static void padded(StringBuilder text, long number, int width) {
        String digits = Long.toString(number);
        text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    @Override
    public int compareTo(LogPosition other) {
        int byTime = Long.compare(millis, other.millis);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
}
