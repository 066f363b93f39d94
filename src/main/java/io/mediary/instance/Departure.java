package io.mediary.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.InstanceConfig;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;

/**
 * The orderly end of this instance: it hands over what others can take, sends its clients to them, and says goodbye. Nothing is cut meanwhile: the doors are open until
 * {@link #leave()} returns.
 */
@ApplicationScoped
class Departure {

    private static final Logger LOG = Logger.getLogger(Departure.class);

    /** Of the grace, in fifths: how far it may have run when the media are handed over, and when the clients are gone. */
    private static final int MEDIA = 2;
    private static final int CLIENTS = 4;

    private final Presence presence;
    private final Heartbeat heartbeat;
    private final List<HandOver> media;
    private final List<Withdrawal> clients;
    private final Duration grace;

    Departure(Presence presence, Heartbeat heartbeat, @All List<HandOver> media, @All List<Withdrawal> clients,
            InstanceConfig config) {
        this.presence = presence;
        this.heartbeat = heartbeat;
        this.media = media;
        this.clients = clients;
        this.grace = config.grace();
    }

    /** Blocks, not on an event loop, until all that is done or the grace is over. A second call returns at once. */
    void leave() {
        Instant told = Instant.now();
        if (!presence.leave(told)) {
            return;
        }
        boolean others = heartbeat.live().size() > 1;
        LOG.infof("told to stop: %s take over within %s", others ? "others" : "there are no others that could", grace);
        await("handing over", media, HandOver::handOver, left(told, MEDIA));
        Duration within = left(told, CLIENTS);
        await("sending clients away", clients, client -> client.withdraw(within, others), within);
        await("handing over the rest", media, HandOver::handOver, left(told, CLIENTS));
        heartbeat.stop();
        LOG.infof("gone after %d ms", Duration.between(told, Instant.now()).toMillis());
    }

    /** How long it is until so many fifths of the grace have passed; never nothing, for what needs no time. */
    private Duration left(Instant told, int fifths) {
        Duration left = Duration.between(Instant.now(), told.plus(grace.multipliedBy(fifths).dividedBy(5)));
        return left.compareTo(Duration.ofMillis(100)) < 0 ? Duration.ofMillis(100) : left;
    }

    private static <T> void await(String what, List<T> all, Function<T, Uni<Void>> step, Duration atMost) {
        if (all.isEmpty()) {
            return;
        }
        List<Uni<Void>> steps = all.stream()
                .map(one -> Uni.createFrom().deferred(() -> step.apply(one)).onFailure()
                        .invoke(failure -> LOG.warnf("%s: %s", what, failure))
                        .onFailure().recoverWithNull())
                .toList();
        Uni.join().all(steps).andCollectFailures().replaceWithVoid().ifNoItem().after(atMost)
                .recoverWithUni(() -> {
                    LOG.warnf("%s: not done after %d ms", what, atMost.toMillis());
                    return Uni.createFrom().voidItem();
                }).await().indefinitely();
    }
}
