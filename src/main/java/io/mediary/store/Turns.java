package io.mediary.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Lines in which the commands of this instance wait for an object, in the order of their arrival. Thread-safe. */
final class Turns {

    private final Map<String, Deque<Ticket>> lines = new HashMap<>();

    /** Joins an object's line at its end. */
    Ticket join(String key) {
        Ticket ticket = new Ticket(key);
        synchronized (lines) {
            lines.computeIfAbsent(key, k -> new ArrayDeque<>()).add(ticket);
        }
        return ticket;
    }

    /** Whether nobody waits or holds anything. */
    boolean isEmpty() {
        synchronized (lines) {
            return lines.isEmpty();
        }
    }

    /** A place in a line. */
    final class Ticket {

        private final String key;
        private Runnable yourTurn;

        private Ticket(String key) {
            this.key = key;
        }

        /** Runs once when the turn comes, at once where it has come; never after {@link #leave()}. */
        void onTurn(Runnable action) {
            synchronized (lines) {
                Deque<Ticket> line = lines.get(key);
                if (line == null || line.peek() != this) {
                    yourTurn = action;
                    return;
                }
            }
            action.run();
        }

        /** Gives the place up, or passes the turn on. Again: nothing happens. */
        void leave() {
            Runnable next;
            synchronized (lines) {
                next = removed();
            }
            if (next != null) {
                next.run();
            }
        }

        private Runnable removed() {
            Deque<Ticket> line = lines.get(key);
            if (line == null) {
                return null;
            }
            boolean hadTurn = line.peek() == this;
            line.remove(this);
            if (line.isEmpty()) {
                lines.remove(key);
                return null;
            }
            return hadTurn ? line.peek().yourTurn : null;
        }
    }
}
