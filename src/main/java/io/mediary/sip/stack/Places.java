package io.mediary.sip.stack;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

import io.mediary.config.SipConfig;

/** The places for connections: so many in all, and so many for each source. Thread-safe. */
final class Places {

    private final int most;
    private final int mostOfOne;
    private final Map<InetAddress, Integer> taken = new HashMap<>();
    private int all;

    Places(SipConfig.Limits limits) {
        this.most = limits.connections();
        this.mostOfOne = limits.connectionsPerSource();
    }

    /** Takes a place, if there is one. */
    synchronized boolean take(InetAddress source) {
        int own = taken.getOrDefault(source, 0);
        if (all >= most || own >= mostOfOne) {
            return false;
        }
        all++;
        taken.put(source, own + 1);
        return true;
    }

    /** Takes a place in any case, to be given back; whether there was one, whatever its source has already. */
    synchronized boolean takeAnyway(InetAddress source) {
        boolean free = all < most;
        all++;
        taken.merge(source, 1, Integer::sum);
        return free;
    }

    /** Gives back a place that was taken. */
    synchronized void give(InetAddress source) {
        all--;
        taken.computeIfPresent(source, (any, own) -> own == 1 ? null : own - 1);
    }

    /** How many are taken. */
    synchronized int taken() {
        return all;
    }
}
