package io.mediary.event;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far one receiver is in one partition's log: what it was handed, and what its client has acknowledged. Guarded by its seat. */
final class SeatPosition {

    private final Map<LogPosition, Boolean> outstanding = new LinkedHashMap<>();
    private LogPosition read;
    private LogPosition safe;
    private boolean behind;

    SeatPosition(LogPosition start) {
        read = start;
        safe = start;
    }

    /** The log must be read again from here before this receiver gets anything newer. */
    void setBehind() {
        behind = true;
    }

    boolean isBehind() {
        return behind;
    }

    /** Where it starts, or the last event that it was handed. */
    LogPosition read() {
        return read;
    }

    /** A batch is handed out that starts at a position: a receiver that waited for it waits no more. */
    boolean joins(LogPosition start) {
        if (behind && start.compareTo(read) <= 0) {
            behind = false;
        }
        return !behind;
    }

    void handed(LogPosition position) {
        read = position;
        outstanding.put(position, false);
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

    /** Up to where nothing is outstanding; {@code tail}: how far the log was read for all. */
    LogPosition safe(LogPosition tail) {
        if (!outstanding.isEmpty()) {
            return safe;
        }
        return behind || tail.compareTo(read) < 0 ? read : tail;
    }
}
