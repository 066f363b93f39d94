package io.mediary.sip.audio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The keys in one RTP stream (RFC 4733, section 2): many packets say of one key that it is down, and three that it is up. Each key
 * is told once, when it is up, or when nothing more is heard of it. Confined to one thread.
 */
final class TelephoneEvents {

    private static final String DIGITS = "0123456789*#ABCD";
    private static final int SIZE = 4;
    /** A key that is held longer goes on as a further event that begins where this one ends (section 2.5.1.3). */
    private static final int LONGEST = 0xFFFF;
    /** Packets of a key come every 20 to 50 ms. */
    private static final long SILENT = Duration.ofMillis(200).toNanos();

    private final LongSupplier clock;
    private Optional<Down> down = Optional.empty();
    private Optional<Integer> last = Optional.empty();

    /** @param clock nanoseconds, as {@link System#nanoTime()} */
    TelephoneEvents(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * A key that is down.
     *
     * @param timestamp of its packets
     * @param before units of former events of the same key
     * @param duration units of this event
     * @param rate units a second
     * @param heard when the last packet came
     */
    private record Down(int code, int timestamp, long before, int duration, int rate, long heard) {

        boolean isGoingOn(int code, int timestamp) {
            return this.code == code && duration == LONGEST && timestamp == this.timestamp + LONGEST;
        }

        Key up() {
            return new Key(DIGITS.substring(code, code + 1), (int) ((before + duration) * 1000 / rate));
        }
    }

    /**
     * A packet about a key.
     *
     * @param timestamp of its header: that of the key's beginning
     * @param rate of its payload type
     * @param payload event, end and volume, duration
     * @return the keys that are known to be up by that
     */
    List<Key> heard(int timestamp, int rate, byte[] payload) {
        // What comes late is of a key that was told.
        if (payload.length < SIZE || payload[0] < 0 || payload[0] >= DIGITS.length()
                || last.filter(told -> timestamp - told <= 0).isPresent()) {
            return List.of();
        }
        int code = payload[0];
        int duration = (payload[2] & 0xFF) << 8 | payload[3] & 0xFF;
        List<Key> up = new ArrayList<>();
        long before = 0;
        if (down.isPresent() && down.get().timestamp() != timestamp) {
            Down former = down.get();
            if (timestamp - former.timestamp() < 0) {
                return List.of();
            }
            if (former.isGoingOn(code, timestamp)) {
                before = former.before() + former.duration();
            } else {
                up.add(told(former));
            }
        } else if (down.isPresent()) {
            before = down.get().before();
            duration = Math.max(duration, down.get().duration());
        }
        Down now = new Down(code, timestamp, before, duration, rate, clock.getAsLong());
        down = Optional.of(now);
        if ((payload[1] & 0x80) != 0) {
            up.add(told(now));
        }
        return up;
    }

    /** A packet of something else. @return the key that is up, for nothing was heard of it for some time: its last packets got lost */
    List<Key> passed() {
        return down.filter(key -> clock.getAsLong() - key.heard() > SILENT).map(this::told).map(List::of)
                .orElse(List.of());
    }

    private Key told(Down key) {
        last = Optional.of(key.timestamp());
        down = Optional.empty();
        return key.up();
    }
}
