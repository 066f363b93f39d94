package io.mediary.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Lets so many borrow at once; others wait in the order of their coming. A connection to a cluster takes one out of each node's pool: where
 * more wanted one than there are, some would hold those of one node and wait for another's, and others the other way round, for ever.
 * Thread-safe.
 */
final class Lending {

    private final int most;
    private final int mostWaiting;
    private final Deque<BooleanSupplier> waiting = new ArrayDeque<>();
    private int lent;

    /**
     * @param most who have borrowed at once
     * @param mostWaiting who wait; further ones are refused
     */
    Lending(int most, int mostWaiting) {
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Borrows, at once or when it is the caller's turn.
     *
     * @param turn tells whether it still wants to; then it {@link #giveBack gives back}, once
     * @return false: refused, and its turn never comes
     */
    boolean borrow(BooleanSupplier turn) {
        synchronized (waiting) {
            if (lent >= most) {
                return waiting.size() < mostWaiting && waiting.add(turn);
            }
            lent++;
        }
        if (!turn.getAsBoolean()) {
            giveBack();
        }
        return true;
    }

    /** The next one that still wants to borrows. */
    void giveBack() {
        BooleanSupplier next;
        do {
            synchronized (waiting) {
                next = waiting.poll();
                if (next == null) {
                    lent--;
                    return;
                }
            }
        } while (!next.getAsBoolean());
    }
}
