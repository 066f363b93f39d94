package io.mediary.media.kurento;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** The elements that were released last: what they told before may still be on its way. Bounded. Thread-safe. */
final class RecentlyGone {

    private static final int MOST = 1_000;

    private final Deque<String> order = new ArrayDeque<>();
    private final Set<String> elements = new HashSet<>();

    /** Remembers one; the oldest is forgotten for it where there are too many. */
    synchronized void add(String element) {
        if (elements.add(element)) {
            order.addLast(element);
        }
        if (order.size() > MOST) {
            elements.remove(order.removeFirst());
        }
    }

    synchronized boolean contains(String element) {
        return elements.contains(element);
    }
}
