package io.mediary.sip.stack;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.mediary.config.SipConfig;

/**
 * How much each source may send: a bucket of tokens a source address (IPv6: its /64), filled at a steady rate. Beside it a smaller one for refusals,
 * so that who sends too much hears of it and a flood is not answered with a flood. Bounded: the sources longest silent are forgotten. Thread-safe.
 */
final class FloodGate {

    private static final int REFUSALS = 10;
    private static final double SECOND = 1e9;

    /** What to do with a message. */
    enum Verdict {
        /** It is within the bounds. */
        PASS,
        /** Too many: say so (503). */
        REFUSE,
        /** Far too many: it has not come. */
        DROP
    }

    private final double rate;
    private final double burst;
    private final LongSupplier nanos;
    private final Map<InetAddress, Bucket> sources;

    /** @param nanos a clock, as {@link System#nanoTime} */
    FloodGate(SipConfig.Limits limits, LongSupplier nanos) {
        this(limits.requestsPerSecond(), limits.burst(), limits.sources(), nanos);
    }

    /** @param rate messages a second @param most sources that are remembered */
    FloodGate(int rate, int burst, int most, LongSupplier nanos) {
        this.rate = rate;
        this.burst = Math.max(1, burst);
        this.nanos = nanos;
        this.sources = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
                return size() > most;
            }
        };
    }

    /** One more message of a source. */
    synchronized Verdict judge(InetAddress source) {
        long now = nanos.getAsLong();
        Bucket bucket = sources.computeIfAbsent(network(source), any -> new Bucket(burst, now));
        double more = (now - bucket.at) / SECOND * rate;
        bucket.at = now;
        bucket.tokens = Math.min(burst, bucket.tokens + more);
        bucket.refusals = Math.min(Math.max(1, burst / REFUSALS), bucket.refusals + more / REFUSALS);
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return Verdict.PASS;
        }
        if (bucket.refusals >= 1) {
            bucket.refusals--;
            return Verdict.REFUSE;
        }
        return Verdict.DROP;
    }

    /** How many sources are remembered. */
    synchronized int sources() {
        return sources.size();
    }

    private static InetAddress network(InetAddress source) {
        if (!(source instanceof Inet6Address)) {
            return source;
        }
        byte[] address = source.getAddress();
        Arrays.fill(address, 8, address.length, (byte) 0);
        try {
            return InetAddress.getByAddress(address);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Bucket {

        private double tokens;
        private double refusals;
        private long at;

        Bucket(double burst, long now) {
            tokens = burst;
            refusals = Math.max(1, burst / REFUSALS);
            at = now;
        }
    }
}
