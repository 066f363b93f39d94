package io.mediary.embedded.engine.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The sending half of an association: fragments, congestion window, repetition (RFC 9260). For one thread. */
final class SctpSender {

    private static final int FRAGMENT = 1100;
    private static final int MAX_QUEUED = 4 * 1024 * 1024;
    private static final int FIRST_WINDOW = 10 * FRAGMENT;
    private static final int LARGEST_WINDOW = 512 * 1024;
    private static final int MAX_EXPIRIES = 10;
    private static final long FIRST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<Chunk> network;
    private final Deque<Fragment> queue = new ArrayDeque<>();
    private final Deque<Fragment> flying = new ArrayDeque<>();
    private final Map<Integer, Integer> sequences = new HashMap<>();
    private int nextNumber;
    private int queuedBytes;
    private int flyingBytes;
    private int window = FIRST_WINDOW;
    private int threshold = LARGEST_WINDOW;
    private long peerWindow;
    private long timeout = FIRST_TIMEOUT;
    private long deadline;
    private int expiries;

    private static final class Fragment {
        private int number;
        private Chunk chunk;
        private boolean arrived;
        private int passed;

        private int size() {
            return chunk.body().length;
        }
    }

    SctpSender(int firstNumber, long peerWindow, Consumer<Chunk> network) {
        nextNumber = firstNumber;
        this.peerWindow = peerWindow;
        this.network = network;
    }

    /** The number of the last chunk that was given one. */
    int last() {
        return nextNumber - 1;
    }

    boolean idle() {
        return flying.isEmpty() && queue.isEmpty();
    }

    /** Whether the other side answers no more. */
    boolean dead() {
        return expiries > MAX_EXPIRIES;
    }

    /**
     * Queues a message.
     *
     * @return false when too much waits already
     */
    boolean send(int stream, int protocol, byte[] bytes, boolean ordered, long now) {
        if (queuedBytes + bytes.length > MAX_QUEUED) {
            return false;
        }
        int sequence = ordered ? sequences.merge(stream, 1, Integer::sum) - 1 : 0;
        for (int from = 0; from < bytes.length; from += FRAGMENT) {
            int length = Math.min(FRAGMENT, bytes.length - from);
            int flags = (ordered ? 0 : 4) | (from == 0 ? 2 : 0) | (from + length == bytes.length ? 1 : 0);
            ByteBuffer body = ByteBuffer.allocate(12 + length).putInt(0).putShort((short) stream)
                    .putShort((short) sequence).putInt(protocol);
            Fragment fragment = new Fragment();
            fragment.chunk = new Chunk(Chunk.DATA, flags, body.put(bytes, from, length).array());
            queuedBytes += fragment.size();
            queue.add(fragment);
        }
        flush(now);
        return true;
    }

    /** A stream begins anew. */
    void reset(int stream) {
        sequences.remove(stream);
    }

    /** An acknowledgement of the other side. */
    void acknowledged(Chunk chunk, long now) {
        if (chunk.body().length < 12) {
            return;
        }
        ByteBuffer in = chunk.reader();
        int cumulative = in.getInt(0);
        int before = flyingBytes;
        while (!flying.isEmpty() && flying.peek().number - cumulative <= 0) {
            arrived(flying.poll());
        }
        gaps(in, cumulative);
        if (flyingBytes < before) {
            window = Math.min(LARGEST_WINDOW, window + (window < threshold ? before - flyingBytes : FRAGMENT));
            expiries = 0;
            timeout = FIRST_TIMEOUT;
            deadline = now + timeout;
        }
        peerWindow = Math.max(0, (in.getInt(4) & 0xFFFFFFFFL) - flyingBytes);
        flush(now);
    }

    /** Repeats what was not acknowledged in time. */
    void tick(long now) {
        if (flying.isEmpty() || now - deadline < 0) {
            return;
        }
        expiries++;
        timeout = Math.min(LONGEST_TIMEOUT, timeout * 2);
        deadline = now + timeout;
        threshold = Math.max(window / 2, 4 * FRAGMENT);
        window = FRAGMENT;
        int repeated = 0;
        for (Fragment fragment : flying) {
            if (!fragment.arrived && repeated < 4) {
                repeated++;
                network.accept(fragment.chunk);
            }
        }
    }

    private void arrived(Fragment fragment) {
        if (!fragment.arrived) {
            fragment.arrived = true;
            flyingBytes -= fragment.size();
        }
    }

    /** What came out of order; who was passed by three acknowledgements is lost and goes out again. */
    private void gaps(ByteBuffer in, int cumulative) {
        int blocks = Math.min(in.getShort(8) & 0xFFFF, (in.limit() - 12) / 4);
        if (blocks == 0) {
            return;
        }
        int highest = in.getShort(12 + 4 * (blocks - 1) + 2) & 0xFFFF;
        Iterator<Fragment> fragments = flying.iterator();
        while (fragments.hasNext()) {
            Fragment fragment = fragments.next();
            int distance = fragment.number - cumulative;
            if (distance > highest) {
                return;
            }
            if (reported(in, blocks, distance)) {
                arrived(fragment);
            } else if (!fragment.arrived && ++fragment.passed == 3) {
                threshold = Math.max(window / 2, 4 * FRAGMENT);
                window = threshold;
                network.accept(fragment.chunk);
            }
        }
    }

    private static boolean reported(ByteBuffer in, int blocks, int distance) {
        for (int i = 0; i < blocks; i++) {
            if (distance >= (in.getShort(12 + 4 * i) & 0xFFFF) && distance <= (in.getShort(14 + 4 * i) & 0xFFFF)) {
                return true;
            }
        }
        return false;
    }

    private void flush(long now) {
        while (!queue.isEmpty() && (flyingBytes == 0
                || flyingBytes + queue.peek().size() <= window && queue.peek().size() <= peerWindow)) {
            Fragment fragment = queue.poll();
            if (flying.isEmpty()) {
                deadline = now + timeout;
            }
            fragment.number = nextNumber++;
            ByteBuffer.wrap(fragment.chunk.body()).putInt(0, fragment.number);
            flying.add(fragment);
            queuedBytes -= fragment.size();
            flyingBytes += fragment.size();
            peerWindow = Math.max(0, peerWindow - fragment.size());
            network.accept(fragment.chunk);
        }
    }
}
