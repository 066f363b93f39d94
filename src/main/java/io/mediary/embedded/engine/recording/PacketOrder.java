package io.mediary.embedded.engine.recording;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.mediary.embedded.engine.rtp.MediaPacket;

/** Brings the packets of one stream into their order, and waits for those that are asked for again. */
final class PacketOrder {

    /** Longer than a round trip and a repetition take. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int WAITING = 1_000;
    private static final int MAX_JUMP = 3_000;

    /** Takes packets in order. */
    interface Output {

        /**
         * The next packet.
         *
         * @param nanos when it came
         * @param gap whether one or more before it never came
         */
        void packet(MediaPacket packet, long nanos, boolean gap);
    }

    private record Waiting(MediaPacket packet, long nanos) {
    }

    private final Output output;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private long next = Long.MIN_VALUE;

    PacketOrder(Output output) {
        this.output = output;
    }

    /** Takes a packet; one that comes too late is dropped. */
    void add(MediaPacket packet, long nanos) {
        long index = packet.index();
        if (next == Long.MIN_VALUE || Math.abs(index - next) > MAX_JUMP) {
            flush();
            next = index;
        }
        if (index < next) {
            return;
        }
        waiting.put(index, new Waiting(packet, nanos));
        while (!waiting.isEmpty() && isDue(nanos)) {
            release();
        }
    }

    /** Hands on all that waits, whatever is missing. */
    void flush() {
        while (!waiting.isEmpty()) {
            release();
        }
    }

    /** Forgets everything: the next packet is the first. */
    void clear() {
        waiting.clear();
        next = Long.MIN_VALUE;
    }

    private boolean isDue(long now) {
        Map.Entry<Long, Waiting> first = waiting.firstEntry();
        return first.getKey() == next || waiting.size() > WAITING || now - first.getValue().nanos() > PATIENCE;
    }

    private void release() {
        Map.Entry<Long, Waiting> first = waiting.pollFirstEntry();
        boolean gap = first.getKey() != next;
        next = first.getKey() + 1;
        output.packet(first.getValue().packet(), first.getValue().nanos(), gap);
    }
}
