package io.mediary.embedded.engine.audio;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.mediary.embedded.engine.rtp.MediaPacket;

/** Brings packets into their order: one that is missing is waited for until two later ones are there. For one thread at a time. */
final class ReorderWindow {

    private static final int WAITING = 2;
    private static final int MAX_JUMP = 3000;

    private final TreeMap<Long, MediaPacket> waiting = new TreeMap<>();
    private long next = Long.MIN_VALUE;

    /** Takes a packet, and hands on those whose turn it is; one that comes too late is dropped. */
    void add(MediaPacket packet, Consumer<MediaPacket> inOrder) {
        if (next == Long.MIN_VALUE || Math.abs(packet.index() - next) > MAX_JUMP) {
            waiting.clear();
            next = packet.index();
        }
        if (packet.index() >= next) {
            waiting.put(packet.index(), packet);
        }
        while (!waiting.isEmpty() && (waiting.firstKey() == next || waiting.size() > WAITING)) {
            Map.Entry<Long, MediaPacket> first = waiting.pollFirstEntry();
            next = first.getKey() + 1;
            inOrder.accept(first.getValue());
        }
    }
}
