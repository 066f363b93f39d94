package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

import io.mediary.instance.Rendezvous;
import io.mediary.media.kurento.Adoption.Outcome;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Sees to it that each Kurento session has a living owner. Those of owners that are gone, and those that were given away, are looked for at short
 * intervals; each is for the instance that rendezvous hashing names, and after a while for any. Thread-safe.
 */
final class Adoptions {

    private static final Logger LOG = Logger.getLogger(Adoptions.class);
    /** So long the one that is named has, before any other may try. */
    private static final Duration PRECEDENCE = Duration.ofSeconds(2);
    /** Several heartbeats: who lives has been heard of by then. */
    private static final Duration ACQUAINTANCE = Duration.ofSeconds(8);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Gifts gifts;
    private final Adoption adoption;
    private final Ownership ownership;
    private final Peers peers;
    private final Vertx vertx;
    private final Runnable adopted;
    private final Map<String, Long> orphans = new ConcurrentHashMap<>();
    private final Map<String, Long> strangers = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean again;

    /**
     * Nothing is looked for yet.
     *
     * @param adopted run for each Kurento session that was taken over
     */
    Adoptions(Gifts gifts, Adoption adoption, Ownership ownership, Peers peers, Vertx vertx, Runnable adopted) {
        this.gifts = gifts;
        this.adoption = adoption;
        this.ownership = ownership;
        this.peers = peers;
        this.vertx = vertx;
        this.adopted = adopted;
    }

    /** Looks for orphans from now on. */
    void open(Duration interval) {
        vertx.setPeriodic(Math.max(1, interval.toMillis()), timer -> {
            if (closed) {
                vertx.cancelTimer(timer);
            } else {
                look();
                gifts.ofUnreachable();
                gifts.confirm();
            }
        });
        look();
    }

    /** Adopts nothing more. */
    void close() {
        closed = true;
    }

    /** Looks for orphans now. */
    void look() {
        if (closed) {
            return;
        }
        if (!looking.compareAndSet(false, true)) {
            again = true;
            return;
        }
        again = false;
        orphans().onFailure().invoke(failure -> LOG.debugf("orphans cannot be looked for: %s", failure.toString()))
                .onItemOrFailure().invoke((done, failure) -> {
                    looking.set(false);
                    if (again) {
                        look();
                    }
                }).subscribe().with(done -> {
                }, failure -> {
                });
    }

    /** A Kurento session was given away, and this instance was named. */
    void offered(String session) {
        if (!closed) {
            adopt(session, Ownership.NOBODY);
        }
    }

    private Uni<Void> orphans() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        return ownership.owners().chain(owners -> {
            strangers.keySet().retainAll(owners);
            List<Uni<Void>> looks = owners.stream().filter(this::isGone)
                    .map(owner -> orphansOf(owner, seen)).toList();
            return looks.isEmpty()
                    ? Uni.createFrom().<Void>voidItem()
                    : Uni.join().all(looks).andCollectFailures().replaceWithVoid();
        }).invoke(() -> orphans.keySet().retainAll(seen));
    }

    /** One that was never heard of may have begun a moment ago, or have been gone before this instance began: a while will tell. */
    private boolean isGone(String owner) {
        if (owner.equals(Ownership.NOBODY) || peers.isGone(owner)) {
            return true;
        }
        if (peers.knows(owner)) {
            strangers.remove(owner);
            return false;
        }
        long now = System.nanoTime();
        return now - strangers.computeIfAbsent(owner, none -> now) > ACQUAINTANCE.toNanos();
    }

    private Uni<Void> orphansOf(String owner, Set<String> seen) {
        return ownership.sessionsOf(owner).chain(sessions -> {
            seen.addAll(sessions);
            sessions.forEach(session -> consider(session, owner));
            return sessions.isEmpty() && !owner.equals(Ownership.NOBODY)
                    ? ownership.forget(owner)
                    : Uni.createFrom().voidItem();
        });
    }

    private void consider(String session, String owner) {
        long now = System.nanoTime();
        long since = orphans.computeIfAbsent(session, none -> now);
        if (Rendezvous.named(session, peers.keepers()).equals(peers.self()) || now - since > PRECEDENCE.toNanos()) {
            adopt(session, owner);
        }
    }

    private void adopt(String session, String from) {
        if (!underWay.add(session)) {
            return;
        }
        adoption.of(session, from).subscribe().with(outcome -> {
            underWay.remove(session);
            ended(session, from, outcome);
        }, failure -> {
            LOG.warnf("Kurento session %s of %s is not taken over yet: %s", session, from, failure.toString());
            vertx.setTimer(AGAIN.toMillis(), timer -> {
                underWay.remove(session);
                adopt(session, peers.self());
            });
        });
    }

    private void ended(String session, String from, Outcome outcome) {
        if (outcome == Outcome.ADOPTED) {
            LOG.infof("Kurento session %s of %s was taken over", session, from);
            adopted.run();
        } else if (outcome == Outcome.UNREACHABLE && from.equals(peers.self())) {
            ownership.pass(session, from, Ownership.NOBODY).subscribe().with(passed -> {
            }, failure -> {
                LOG.warnf("Kurento session %s was not given back: %s", session, failure.toString());
                vertx.setTimer(AGAIN.toMillis(), timer -> adopt(session, from));
            });
        }
    }
}
