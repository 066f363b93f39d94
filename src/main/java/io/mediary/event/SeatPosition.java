package io.mediary.event;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far one receiver is in one partition's log: what was looked through for it, and what its client has acknowledged. Guarded by its
 * seat.
 */
final class SeatPosition {

    private final Map<LogPosition, Boolean> outstanding = new LinkedHashMap<>();
    private LogPosition read;
    private LogPosition safe;

    SeatPosition(LogPosition start) {
        read = start;
        safe = start;
    }

    /** Up to where the log was looked through for this receiver. */
    LogPosition read() {
        return read;
    }

    /** Whether entries after {@code start} continue what was looked through: a receiver that is not that far waits until they do. */
    boolean continues(LogPosition start) {
        return start.compareTo(read) <= 0;
    }

    /** The next entry goes to the receiver. */
    void handed(LogPosition position) {
        if (outstanding.isEmpty()) {
            safe = read;
        }
        outstanding.put(position, false);
    }

    /** All up to here was looked through. */
    void advance(LogPosition position) {
        read = position;
    }

    /** The log has begun anew: what was read before says nothing about it. */
    void restart(LogPosition position) {
        read = position;
        outstanding.clear();
    }

    void acknowledged(LogPosition position) {
        if (outstanding.replace(position, true) == null) {
            return;
        }
        Iterator<Map.Entry<LogPosition, Boolean>> entries = outstanding.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<LogPosition, Boolean> first = entries.next();
            if (!first.getValue()) {
                return;
            }
            safe = first.getKey();
            entries.remove();
        }
    }

    /** Up to where nothing is outstanding. */
    LogPosition safe() {
        return outstanding.isEmpty() ? read : safe;
    }
}
