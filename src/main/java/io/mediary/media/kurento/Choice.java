package io.mediary.media.kurento;

import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Chooses a node for a new session: of two at random the one with less to do. Nearly as even as looking at all, and no herd
 * of instances runs to the same one. Thread-safe if its source of chance is.
 */
final class Choice {

    private final IntUnaryOperator chance;

    /** @param chance a random number from 0 up to the given one, which it does not reach */
    Choice(IntUnaryOperator chance) {
        this.chance = chance;
    }

    /**
     * A node that may be chosen.
     *
     * @param open up, configured, not draining
     * @param sessions those that count against its capacity
     * @param capacity 0: no limit
     * @param load what is compared
     */
    record Option<T>(T node, boolean open, int sessions, int capacity, int load) {

        boolean isFree() {
            return open && (capacity == 0 || sessions < capacity);
        }
    }

    /** One that is open and not full, if any is. */
    <T> Optional<T> of(List<Option<T>> options) {
        List<Option<T>> free = options.stream().filter(Option::isFree).toList();
        if (free.size() < 2) {
            return free.stream().findFirst().map(Option::node);
        }
        int first = chance.applyAsInt(free.size());
        int second = (first + 1 + chance.applyAsInt(free.size() - 1)) % free.size();
        Option<T> one = free.get(first);
        Option<T> other = free.get(second);
        return Optional.of(other.load() < one.load() ? other.node() : one.node());
    }
}
