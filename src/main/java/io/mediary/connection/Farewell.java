package io.mediary.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.InstanceConfig;
import io.mediary.instance.Withdrawal;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Sends the clients to other instances when this one stops, one after the other so that they do not all arrive there at once; their records get a full
 * resume window. Thread-safe.
 */
@ApplicationScoped
class Farewell implements Withdrawal {

    private static final Logger LOG = Logger.getLogger(Farewell.class);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Connections connections;
    private final Vertx vertx;
    private final int perSecond;

    Farewell(Connections connections, Vertx vertx, InstanceConfig config) {
        this.connections = connections;
        this.vertx = vertx;
        this.perSecond = Math.max(1, config.reconnectsPerSecond());
    }

    @Override
    public Uni<Void> withdraw(Duration within, boolean others) {
        Set<LocalConnection> told = ConcurrentHashMap.newKeySet();
        Set<LocalConnection> heard = ConcurrentHashMap.newKeySet();
        // The last part is for commands that are in flight when their socket's turn comes, and not for new ones.
        Duration turns = within.multipliedBy(2).dividedBy(3);
        Instant lastCall = Instant.now().plus(turns);
        tell(new ArrayList<>(connections.all()), others ? turns : Duration.ZERO, told);
        return Multi.createFrom().ticks().every(LOOK)
                .invoke(tick -> tell(late(told), Duration.ZERO, told))
                .invoke(tick -> lastCall(lastCall, heard))
                .select().first(tick -> connections.size() > 0)
                .collect().last().replaceWithVoid()
                .ifNoItem().after(within.multipliedBy(9).dividedBy(10)).recoverWithUni(() -> {
                    cut();
                    return Uni.createFrom().voidItem();
                });
    }

    /** Whose handshake was under way when the others were told. */
    private List<LocalConnection> late(Set<LocalConnection> told) {
        return connections.all().stream().filter(connection -> !told.contains(connection)).toList();
    }

    private void tell(List<LocalConnection> all, Duration longest, Set<LocalConnection> told) {
        if (all.isEmpty()) {
            return;
        }
        List<LocalConnection> turns = new ArrayList<>(all);
        Collections.shuffle(turns);
        double step = Math.min(longest.toMillis(), turns.size() * 1000.0 / perSecond) / turns.size();
        for (int turn = 0; turn < turns.size(); turn++) {
            LocalConnection connection = turns.get(turn);
            long delay = (long) (step * (turn + ThreadLocalRandom.current().nextDouble()));
            told.add(connection);
            connection.reconnect(Duration.ofMillis(delay));
            vertx.setTimer(delay + 1, timer -> connection.restart());
        }
    }

    /** Who sends one command before the other is answered would never go. */
    private void lastCall(Instant from, Set<LocalConnection> heard) {
        if (Instant.now().isAfter(from)) {
            connections.all().stream().filter(heard::add).forEach(LocalConnection::lastCall);
        }
    }

    private void cut() {
        List<LocalConnection> left = List.copyOf(connections.all());
        LOG.infof("%d connections are cut: their clients do not go, or their commands take too long", left.size());
        left.forEach(connection -> connection.ended(CloseCode.TRY_LATER));
    }
}
