package io.mediary.store;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mediary.config.StoreConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.signal.Step;
import io.mediary.signal.Trail;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Response;

/**
 * Takes leases: waits in the object's line of this instance, then asks Redis, and asks again while another instance holds the object. A
 * lease of this instance itself, or of a dead one, is broken at once: within the instance the line alone decides, so whoever has the turn
 * knows that nobody here uses the object. Thread-safe.
 */
final class Acquisition {

    private static final int FIRST_PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 250;

    private final Scripts scripts;
    private final Vertx vertx;
    private final Turns turns = new Turns();
    private final HeldLeases held;
    private final LiveInstances instances;
    private final String holder;
    private final StoreConfig config;

    Acquisition(Scripts scripts, Vertx vertx, HeldLeases held, LiveInstances instances, String holder,
            StoreConfig config) {
        this.scripts = scripts;
        this.vertx = vertx;
        this.held = held;
        this.instances = instances;
        this.holder = holder;
        this.config = config;
    }

    /** As {@link Records#acquire}. */
    Uni<Optional<Lease>> acquire(Kind kind, String id) {
        return scripts.steps().watched(Step.LEASE, kind.key(),
                () -> Uni.createFrom().emitter(emitter -> new Attempt(kind, id, emitter).start()));
    }

    /**
     * Waits in the line of an object that this instance is to make: a lease lets all of its instance pass, so whoever else
     * wants the object here must stand behind its maker. Fails with {@code timeout}; whoever gives up has left the line.
     */
    Uni<Turns.Ticket> turn(Kind kind, String id) {
        return Uni.createFrom().<Turns.Ticket>emitter(emitter -> {
            Turns.Ticket ticket = turns.join(Keys.record(kind, id));
            AtomicBoolean come = new AtomicBoolean();
            emitter.onTermination(() -> {
                if (!come.get()) {
                    ticket.leave();
                }
            });
            ticket.onTurn(Trail.keep(() -> {
                come.set(true);
                emitter.complete(ticket);
            }));
        }).ifNoItem().after(config.acquireTimeout()).failWith(() -> Failure.of(ErrorCode.TIMEOUT));
    }

    /** A token that nobody guesses. */
    static String token() {
        return UUID.randomUUID().toString();
    }

    /** Whether no command of this instance waits for an object or holds one. */
    boolean isIdle() {
        return turns.isEmpty();
    }

    private final class Attempt {

        private final Kind kind;
        private final String id;
        private final UniEmitter<? super Optional<Lease>> emitter;
        private final AtomicBoolean over = new AtomicBoolean();
        private final Turns.Ticket ticket;
        private volatile boolean myTurn;
        private long timeout;
        private volatile long pausing = -1;
        private int pause = FIRST_PAUSE_MS;

        private Attempt(Kind kind, String id, UniEmitter<? super Optional<Lease>> emitter) {
            this.kind = kind;
            this.id = id;
            this.emitter = emitter;
            this.ticket = turns.join(Keys.record(kind, id));
        }

        private void start() {
            timeout = vertx.setTimer(config.acquireTimeout().toMillis(), timer -> fail(Failure.of(ErrorCode.TIMEOUT)));
            emitter.onTermination(this::abandon);
            ticket.onTurn(Trail.keep(() -> {
                myTurn = true;
                ask("");
            }));
        }

        private void ask(String dead) {
            if (over.get()) {
                ticket.leave();
                return;
            }
            String token = token();
            long asked = System.nanoTime();
            scripts.run("acquire", Keys.record(kind, id), kind.key(), id, token, holder,
                    String.valueOf(config.lease().toMillis()), dead)
                    .subscribe().with(answer -> answered(answer, token, asked, dead), failure -> {
                        ticket.leave();
                        fail(failure);
                    });
        }

        private void answered(Response answer, String token, long asked, String dead) {
            switch (answer.get(0).toString()) {
                case "none" -> finish(Optional.empty());
                case "ok" ->
                    took(new Lease(kind, id, token, answer.get(1).toString(), answer.get(2).toInteger() == 1), asked);
                default -> held(answer.get(1).toString(), dead);
            }
        }

        private void held(String other, String dead) {
            if (!other.equals(dead) && !instances.alive(other)) {
                ask(other);
                return;
            }
            int wait = pause / 2 + ThreadLocalRandom.current().nextInt(pause);
            pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
            Runnable again = Trail.keep(() -> ask(""));
            pausing = vertx.setTimer(wait, timer -> again.run());
        }

        private void took(Lease lease, long asked) {
            if (over.compareAndSet(false, true)) {
                vertx.cancelTimer(timeout);
                held.hold(lease, ticket, asked);
                emitter.complete(Optional.of(lease));
            } else {
                // Nobody waits for it any more. A dirty one stays dirty.
                scripts.run("release", Keys.record(kind, id), kind.key(), id, lease.token(), lease.dirty() ? "0" : "1",
                        String.valueOf(config.lease().toMillis())).subscribe()
                        .with(done -> ticket.leave(), failure -> ticket.leave());
            }
        }

        private void finish(Optional<Lease> nothing) {
            ticket.leave();
            if (over.compareAndSet(false, true)) {
                vertx.cancelTimer(timeout);
                emitter.complete(nothing);
            }
        }

        private void fail(Throwable failure) {
            if (over.compareAndSet(false, true)) {
                leaveLine();
                emitter.fail(failure);
            }
        }

        private void abandon() {
            if (over.compareAndSet(false, true)) {
                leaveLine();
            }
        }

        /** One that has asked leaves when its question is answered: the answer may be a lease. */
        private void leaveLine() {
            vertx.cancelTimer(timeout);
            if (!myTurn || vertx.cancelTimer(pausing)) {
                ticket.leave();
            }
        }
    }
}
