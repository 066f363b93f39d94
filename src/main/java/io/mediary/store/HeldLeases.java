package io.mediary.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.vertx.core.Vertx;

/**
 * The leases that this instance holds. Renews each until it is given back, at most for {@link StoreConfig#leaseLongest()}.
 * Thread-safe.
 */
@ApplicationScoped
public class HeldLeases implements Leases {

    private static final Logger LOG = Logger.getLogger(HeldLeases.class);

    private final Scripts scripts;
    private final Vertx vertx;
    private final Duration length;
    private final Duration longest;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /** Renews over {@code scripts}, by timers of {@code vertx}. */
    public HeldLeases(Scripts scripts, Vertx vertx, StoreConfig config) {
        this.scripts = scripts;
        this.vertx = vertx;
        this.length = config.lease();
        this.longest = config.leaseLongest();
    }

    @Override
    public boolean outlasts(Lease lease, Duration time) {
        Held it = held.get(lease.token());
        return it != null && System.nanoTime() + time.toNanos() - it.confirmed < length.toNanos();
    }

    /** Keeps a lease that was asked for at {@code asked} ({@link System#nanoTime()}), and the turn of its object. */
    void hold(Lease lease, Turns.Ticket turn, long asked) {
        Held it = new Held(lease, turn, asked);
        held.put(lease.token(), it);
        it.timer = vertx.setPeriodic(Math.max(1, length.toMillis() / 3), timer -> renew(it));
    }

    /** The lease was confirmed by a script that was sent at {@code sent}. */
    void confirmed(Lease lease, long sent) {
        Held it = held.get(lease.token());
        if (it != null) {
            it.confirmed = sent;
        }
    }

    /** Whether it is held, and was never in doubt. */
    boolean holds(Lease lease) {
        return held.containsKey(lease.token());
    }

    /** Stops holding a lease and passes the turn on; one that is not held is no error. */
    void drop(Lease lease) {
        Optional.ofNullable(held.remove(lease.token())).ifPresent(it -> {
            vertx.cancelTimer(it.timer);
            it.turn.leave();
        });
    }

    private void renew(Held it) {
        if (!held.containsKey(it.lease.token())) {
            vertx.cancelTimer(it.timer);
            return;
        }
        long now = System.nanoTime();
        if (now - it.since > longest.toNanos()) {
            LOG.errorf("%s:%s was held for more than %s: its lease is not renewed", it.lease.kind().key(),
                    it.lease.id(), longest);
            drop(it.lease);
            return;
        }
        scripts.run("renew", Keys.record(it.lease.kind(), it.lease.id()), it.lease.kind().key(), it.lease.id(),
                it.lease.token(),
                String.valueOf(length.toMillis())).subscribe().with(answer -> {
                    if (answer.toInteger() == 1) {
                        it.confirmed = now;
                    } else {
                        drop(it.lease);
                    }
                }, failure -> LOG.warnf("%s:%s: its lease was not renewed: %s", it.lease.kind().key(), it.lease.id(),
                        failure));
    }

    private static final class Held {

        private final Lease lease;
        private final Turns.Ticket turn;
        private final long since = System.nanoTime();
        private volatile long confirmed;
        private volatile long timer;

        private Held(Lease lease, Turns.Ticket turn, long asked) {
            this.lease = lease;
            this.turn = turn;
            this.confirmed = asked;
        }
    }
}
