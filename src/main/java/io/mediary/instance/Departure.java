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
 * The orderly end of this instance: it tells the others, hands over what they can take, sends its clients to them, and says goodbye. Nothing is cut meanwhile: the doors are open until
 * {@link #leave()} returns.
 */
@ApplicationScoped
class Departure {

    private static final Logger LOG = Logger.getLogger(Departure.class);

    /**
     * Of the grace, in tenths: how far it may have run when the others have been told, when the media are handed over, when the clients are gone,
     * when what they have made meanwhile is handed over, and when all is done.
     */
    private static final int WORD = 1;
    private static final int MEDIA = 4;
    private static final int CLIENTS = 8;
    private static final int REST = 9;
    private static final int WHOLE = 10;
    private static final Duration SHORTEST_GOODBYE = Duration.ofSeconds(1);

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
        await("telling the others", List.of(heartbeat), Heartbeat::leave, left(told, WORD));
        LOG.infof("told to stop: %s take over within %s", isAlone() ? "there are no others that could" : "others",
                grace);
        await("handing over", media, HandOver::handOver, left(told, MEDIA));
        Duration within = left(told, CLIENTS);
        boolean others = !isAlone();
        await("sending clients away", clients, client -> client.withdraw(within, others), within);
        await("handing over the rest", media, HandOver::handOver, left(told, REST));
        Duration goodbye = left(told, WHOLE);
        heartbeat.stop(goodbye.compareTo(SHORTEST_GOODBYE) < 0 ? SHORTEST_GOODBYE : goodbye);
        LOG.infof("gone after %d ms", Duration.between(told, Instant.now()).toMillis());
    }

    /** Others that go, too, take nothing over. */
    private boolean isAlone() {
        return heartbeat.staying().size() == 1;
    }

    /** How long it is until so many tenths of the grace have passed; never nothing, for what needs no time. */
    private Duration left(Instant told, int tenths) {
        Duration left = Duration.between(Instant.now(), told.plus(grace.multipliedBy(tenths).dividedBy(10)));
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
