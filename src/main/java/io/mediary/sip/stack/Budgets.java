package io.mediary.sip.stack;

import java.net.InetAddress;
import java.util.function.LongSupplier;

import io.mediary.config.SipConfig;

/**
 * What each source may send, in budgets that do not take from each other: packets, whose source may be forged; messages of connections; and what somebody
 * here waits for, or belongs to a dialog, which a stranger cannot guess. So a flood in the name of a provider ends none of its calls. Thread-safe.
 */
final class Budgets {

    /** Refusals of INVITEs by UDP that go to one address again and again until they are acknowledged: so many at once, and so many a second. */
    private static final int REPEATED = 50;
    private static final int REPEATED_A_SECOND = 2;

    private final FloodGate packets;
    private final FloodGate streams;
    private final FloodGate expected;
    private final FloodGate repeated;

    /** @param nanos a clock, as {@link System#nanoTime} */
    Budgets(SipConfig.Limits limits, LongSupplier nanos) {
        packets = new FloodGate(limits, nanos);
        streams = new FloodGate(limits, nanos);
        expected = new FloodGate(limits, nanos);
        repeated = new FloodGate(REPEATED_A_SECOND, REPEATED, limits.sources(), nanos);
    }

    /** One more message of a source. @param awaited it answers a request of ours, or is within a dialog */
    FloodGate.Verdict judge(Peer source, boolean awaited) {
        FloodGate gate = awaited ? expected : source.isConnection() ? streams : packets;
        return gate.judge(source.address().getAddress());
    }

    /** Whether one more refusal may go to an address until it is acknowledged. */
    boolean mayRepeat(InetAddress source) {
        return repeated.judge(source) == FloodGate.Verdict.PASS;
    }
}
