package io.mediary.embedded.engine.rtp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Which packets of a stream are still to be asked for again. Guarded by its stream. */
final class MissingPackets {

    private static final int MAX_MISSING = 300;
    private static final int MAX_REQUESTS = 10;
    private static final long REPEAT = TimeUnit.MILLISECONDS.toNanos(60);

    private final Map<Long, Request> missing = new TreeMap<>();

    private static final class Request {
        private int count;
        private long last;
    }

    /**
     * Notes a gap.
     *
     * @return false when there are too many to ask for
     */
    boolean gap(long from, long to) {
        if (to - from > MAX_MISSING || missing.size() + to - from > MAX_MISSING) {
            missing.clear();
            return false;
        }
        for (long index = from; index < to; index++) {
            missing.put(index, new Request());
        }
        return true;
    }

    void clear() {
        missing.clear();
    }

    void arrived(long index) {
        missing.remove(index);
    }

    /** Those to ask for now: new ones, and those asked for a while ago. */
    List<Integer> due(long now) {
        if (missing.isEmpty()) {
            return List.of();
        }
        List<Integer> due = new ArrayList<>();
        Iterator<Map.Entry<Long, Request>> entries = missing.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Long, Request> entry = entries.next();
            Request request = entry.getValue();
            if (request.count == MAX_REQUESTS) {
                entries.remove();
            } else if (request.count == 0 || now - request.last >= REPEAT) {
                request.count++;
                request.last = now;
                due.add((int) (entry.getKey() & 0xFFFF));
            }
        }
        return due;
    }
}
