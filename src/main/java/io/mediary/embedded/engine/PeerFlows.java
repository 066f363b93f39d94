package io.mediary.embedded.engine;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Watches which kinds of media pass a peer in which direction, and whether the other side is heard at all. */
final class PeerFlows {

    private static final long DEAD = TimeUnit.SECONDS.toNanos(22);

    private final PeerEvents events;
    private final Map<MediaKind, FlowMeter> in = new EnumMap<>(MediaKind.class);
    private final Map<MediaKind, FlowMeter> out = new EnumMap<>(MediaKind.class);
    private volatile boolean heard;
    private volatile long lastHeard;

    PeerFlows(PeerEvents events) {
        this.events = events;
        for (MediaKind kind : MediaKind.values()) {
            in.put(kind, new FlowMeter());
            out.put(kind, new FlowMeter());
        }
    }

    /** Media went to the client. */
    void in(MediaKind kind, long now) {
        in.get(kind).mark(now);
    }

    /** Media came from the client. */
    void out(MediaKind kind, long now) {
        out.get(kind).mark(now);
    }

    /** Something came from the client. */
    void alive(long now) {
        lastHeard = now;
        heard = true;
    }

    /** Tells what changed; by one thread. */
    void tick(long now) {
        in.forEach((kind, meter) -> {
            if (meter.changed(now)) {
                boolean flowing = meter.flowing();
                events.tell(l -> l.flowIn(kind, flowing));
            }
        });
        out.forEach((kind, meter) -> {
            if (meter.changed(now)) {
                boolean flowing = meter.flowing();
                events.tell(l -> l.flowOut(kind, flowing));
            }
        });
        events.media(heard && now - lastHeard < DEAD);
    }

    Set<MediaKind> flowingIn() {
        return flowing(in);
    }

    Set<MediaKind> flowingOut() {
        return flowing(out);
    }

    private static Set<MediaKind> flowing(Map<MediaKind, FlowMeter> meters) {
        Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
        meters.forEach((kind, meter) -> {
            if (meter.flowing()) {
                kinds.add(kind);
            }
        });
        return kinds;
    }
}
