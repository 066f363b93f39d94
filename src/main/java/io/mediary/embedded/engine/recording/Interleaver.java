package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Puts the frames of both tracks in the order of their times: what may still be overtaken waits. */
final class Interleaver {

    /** So much later may one kind be: its stream has just begun, or a packet had to be asked for again. */
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int WAITING = 1_000;

    private record Waiting(Frame frame, long number) {
    }

    private final Container file;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(
            Comparator.comparingLong((Waiting w) -> w.frame().millis()).thenComparingLong(Waiting::number));
    private long number;
    private long newest;
    private long written;

    /** Writes to that file. */
    Interleaver(Container file) {
        this.file = file;
    }

    /** Takes a frame. */
    void add(Frame frame) throws IOException {
        waiting.add(new Waiting(frame, number++));
        newest = Math.max(newest, frame.millis());
        while (waiting.peek() != null
                && (newest - waiting.peek().frame().millis() > PATIENCE_MILLIS || waiting.size() > WAITING)) {
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
        // One that comes too late for its place is shown at once.
        written = Math.max(written, frame.millis());
        file.write(new Frame(frame.kind(), written, frame.key(), frame.data(), frame.length()));
    }
}
