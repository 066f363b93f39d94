package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

import io.mediary.embedded.engine.MediaKind;

/** Puts the frames of both tracks in the order of their times, which always rise in one track: what may still be overtaken waits. */
final class Interleaver {

    /** So much later may one kind be: its stream has just begun, or a packet had to be asked for again. */
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int WAITING = 1_000;

    private record Waiting(Frame frame, long number) {
    }

    private final Container file;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(
            Comparator.comparingLong((Waiting w) -> w.frame().millis()).thenComparingLong(Waiting::number));
    private final Map<MediaKind, Long> newest = new EnumMap<>(MediaKind.class);
    private final Map<MediaKind, Long> last = new EnumMap<>(MediaKind.class);
    private long number;
    private long written;

    /** Writes frames of these kinds to that file. */
    Interleaver(Container file, Set<MediaKind> kinds) {
        this.file = file;
        kinds.forEach(kind -> newest.put(kind, -1L));
    }

    /** Takes a frame. */
    void add(Frame frame) throws IOException {
        waiting.add(new Waiting(frame, number++));
        newest.put(frame.kind(), frame.millis());
        long latest = Collections.max(newest.values());
        long sure = Math.max(Collections.min(newest.values()), latest - PATIENCE_MILLIS - 1);
        while (waiting.peek() != null && (waiting.peek().frame().millis() <= sure || waiting.size() > WAITING)) {
            write();
        }
    }

    /** Writes all that waits. */
    void flush() throws IOException {
        while (!waiting.isEmpty()) {
            write();
        }
    }

    private void write() throws IOException {
        Frame frame = waiting.poll().frame();
        // One that comes too late for its place is shown at once, but each by itself: several may.
        written = Math.max(Math.max(written, frame.millis()), last.getOrDefault(frame.kind(), -1L) + 1);
        last.put(frame.kind(), written);
        file.write(new Frame(frame.kind(), written, frame.key(), frame.data(), frame.length()));
    }
}
