package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.Optional;

/** Sends a 2xx of an INVITE again until its ACK is there (RFC 3261, section 13.3.1.4). Confined to the loop. */
final class Repeater {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final Duration WHOLE = Duration.ofSeconds(32);

    private final Loop loop;
    private final Runnable send;
    private final Runnable never;
    private final long began = System.nanoTime();
    private Optional<Loop.Alarm> alarm = Optional.empty();

    /**
     * The first one has been sent.
     *
     * @param send sends it again
     * @param never no ACK has come
     */
    Repeater(Loop loop, Runnable send, Runnable never) {
        this.loop = loop;
        this.send = send;
        this.never = never;
        again(FIRST);
    }

    private void again(Duration in) {
        alarm = Optional.of(loop.after(in, () -> {
            if (System.nanoTime() - began > WHOLE.toNanos()) {
                never.run();
                return;
            }
            send.run();
            again(in.compareTo(LONGEST.dividedBy(2)) > 0 ? LONGEST : in.multipliedBy(2));
        }));
    }

    /** The ACK is there. */
    void stop() {
        alarm.ifPresent(Loop.Alarm::cancel);
    }
}
