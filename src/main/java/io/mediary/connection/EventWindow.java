package io.mediary.connection;

import java.util.ArrayDeque;
import java.util.Deque;

import io.mediary.event.Delivered;

/**
 * The events of one connection on their way to its client: so many without an answer at a time, the others wait. A
 * client that falls too far behind gets what waits, and is closed then: it resumes behind it, so each time it comes
 * further. Confined to the connection's event loop.
 */
final class EventWindow {

    /** Where events go. */
    interface Out {

        /** Sends one. {@code answered}: to be run when the client has answered. */
        void send(Delivered event, Runnable answered);

        /** The client was too slow and has got all that waited. */
        void exhausted();
    }

    private final int window;
    private final int backlog;
    private final Out out;
    private final Deque<Delivered> waiting = new ArrayDeque<>();
    private int unanswered;
    private boolean released;
    private boolean overflowed;

    EventWindow(int window, int backlog, Out out) {
        this.window = window;
        this.backlog = backlog;
        this.out = out;
    }

    /** Events flow from now on: the client knows its connection's id. */
    void release() {
        released = true;
        flow();
    }

    /** An event for the client. After an overflow it is left in the log, where the resumed connection finds it. */
    void offer(Delivered event) {
        if (overflowed) {
            return;
        }
        if (waiting.size() >= backlog) {
            overflowed = true;
            return;
        }
        waiting.add(event);
        flow();
    }

    private void answered() {
        unanswered--;
        flow();
    }

    private void flow() {
        while (released && unanswered < window && !waiting.isEmpty()) {
            unanswered++;
            out.send(waiting.poll(), this::answered);
        }
        if (overflowed && unanswered == 0 && waiting.isEmpty()) {
            out.exhausted();
        }
    }
}
