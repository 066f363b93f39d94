package io.mediary.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.event.PartitionLog.Growth;
import io.mediary.event.PartitionLog.State;
import io.mediary.instance.Bell;
import io.mediary.instance.InstanceGone;
import io.mediary.instance.InstanceStopping;
import io.mediary.signal.Signals;
import io.mediary.store.Partition;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** {@link Delivery} from the partitions' logs. */
@ApplicationScoped
public class LogDelivery implements Delivery, Bell {

    private static final Logger LOG = Logger.getLogger(LogDelivery.class);

    private final PartitionLog log;
    private final Watches watches;
    private final StoreConfig config;
    private final Vertx vertx;
    private final Map<String, Seat> seats = new ConcurrentHashMap<>();
    private final List<PartitionTail> tails = new ArrayList<>();
    private volatile boolean stopped;

    LogDelivery(PartitionLog log, StoreConfig config, Vertx vertx, Signals signals) {
        this.log = log;
        this.watches = new Watches(log);
        this.config = config;
        this.vertx = vertx;
        signals.count(PartitionTail.DELIVERED, 0);
        signals.count(PartitionTail.REPLAYED, 0);
        for (int number = 0; number < Partition.COUNT; number++) {
            tails.add(new PartitionTail(number, log, vertx, signals,
                    (partition, cut) -> enterAgain(Set.of(partition), cut)));
        }
    }

    /** Bells may be lost: each watched log is looked at now and then all the same. */
    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(config.catchUp().toMillis(), timer -> {
            if (stopped) {
                vertx.cancelTimer(timer);
            } else {
                tails.forEach(PartitionTail::wake);
            }
        });
    }

    void stop(@Observes InstanceStopping event) {
        stopped = true;
    }

    void gone(@Observes InstanceGone event) {
        log.forget(event.instance()).subscribe().with(done -> LOG.debugf("%s watches no more", event.instance()),
                failure -> LOG.infof("watches of %s are left: %s", event.instance(), failure.getMessage()));
    }

    @Override
    public Uni<Void> attach(Receiver receiver, List<Subscription> subscriptions,
            Map<Integer, LogPosition> positions) {
        Seat seat = new Seat(receiver);
        Set<String> objects = new HashSet<>();
        subscriptions.forEach(subscription -> {
            if (seat.add(subscription)) {
                watches.need(subscription.objId());
                objects.add(subscription.objId());
            }
        });
        Seat former = seats.put(receiver.id(), seat);
        if (former != null) {
            leave(former);
        }
        return watches.enter(objects)
                .invoke(states -> states.forEach((partition, state) -> join(seat, partition, state,
                        Optional.ofNullable(positions.get(partition)))))
                .onFailure()
                .invoke(failure -> detach(receiver.id(), seat))
                .replaceWithVoid();
    }

    private void join(Seat seat, int partition, State state, Optional<LogPosition> resumed) {
        LogPosition start = resumed.orElse(state.end());
        if (start.compareTo(state.end()) > 0) {
            // Redis has lost the log that it was from.
            start = state.end();
            tellMissed(seat, partition, start);
        }
        seat.replays(partition, state.end());
        join(seat, partition, start);
    }

    private void join(Seat seat, int partition, LogPosition start) {
        PartitionTail tail = tails.get(partition);
        tail.join(seat, start);
        tail.wake();
    }

    private static void tellMissed(Seat seat, int partition, LogPosition position) {
        seat.subscriptions(partition)
                .forEach(subscription -> seat.receiver().missed(subscription, partition, position));
    }

    @Override
    public Uni<Void> subscribe(String receiver, Subscription subscription) {
        Seat seat = seats.get(receiver);
        if (seat == null) {
            return Uni.createFrom().failure(new IllegalStateException("no receiver " + receiver));
        }
        Collection<Integer> partitions = Watches.partitions(subscription.objId());
        // What comes before the logs' ends are known is not for the new subscription, but may be for the others.
        seat.pause(partitions);
        if (!seat.add(subscription)) {
            partitions.forEach(partition -> resume(seat, partition));
            return Uni.createFrom().voidItem();
        }
        watches.need(subscription.objId());
        return watches.enter(Set.of(subscription.objId()))
                .invoke(states -> states.forEach((partition, state) -> {
                    seat.from(subscription, partition, state.end());
                    seat.resume(partition);
                    join(seat, partition, state.end());
                }))
                .onFailure()
                .invoke(failure -> {
                    if (seat.remove(subscription)) {
                        watches.release(List.of(subscription.objId()));
                    }
                    partitions.forEach(partition -> resume(seat, partition));
                })
                .replaceWithVoid();
    }

    private void resume(Seat seat, int partition) {
        seat.resume(partition);
        if (seat.isIn(partition)) {
            join(seat, partition, LogPosition.START);
        }
    }

    @Override
    public void expect(String receiver, Subscription subscription) {
        Seat seat = seats.get(receiver);
        if (seat == null || !seat.add(subscription)) {
            return;
        }
        watches.need(subscription.objId());
        int partition = Partition.of(subscription.objId()).number();
        if (!seat.isIn(partition)) {
            // The object is new, so that all that the log has of it is for the receiver.
            watches.enter(Set.of(subscription.objId())).subscribe().with(
                    states -> states.forEach((number, state) -> join(seat, number, state.trimmed())),
                    failure -> LOG.warnf("%s does not hear of %s: %s", receiver, subscription.objId(),
                            failure.getMessage()));
        }
    }

    @Override
    public Uni<Boolean> unsubscribe(String receiver, Subscription subscription) {
        Seat seat = seats.get(receiver);
        boolean had = seat != null && seat.remove(subscription);
        if (had) {
            watches.release(List.of(subscription.objId()));
        }
        return Uni.createFrom().item(had);
    }

    @Override
    public List<Subscription> subscriptions(String receiver) {
        return Optional.ofNullable(seats.get(receiver)).map(Seat::subscriptions).orElse(List.of());
    }

    @Override
    public void acknowledged(String receiver, int partition, LogPosition position) {
        Optional.ofNullable(seats.get(receiver)).ifPresent(seat -> seat.acknowledged(partition, position));
    }

    @Override
    public Map<Integer, LogPosition> positions(String receiver) {
        return Optional.ofNullable(seats.get(receiver)).map(Seat::safe).orElse(Map.of());
    }

    @Override
    public void detach(String receiver) {
        Optional.ofNullable(seats.get(receiver)).ifPresent(seat -> detach(receiver, seat));
    }

    private void detach(String receiver, Seat seat) {
        if (seats.remove(receiver, seat)) {
            leave(seat);
        }
    }

    private void leave(Seat seat) {
        seat.leave();
        tails.forEach(tail -> tail.leave(seat));
        Collection<String> objects = seat.subscriptions().stream().map(Subscription::objId).toList();
        watches.release(objects);
    }

    @Override
    public Uni<Void> publish(Event event) {
        return log.append(event);
    }

    @Override
    public Optional<Receiver> receiver(String id) {
        return Optional.ofNullable(seats.get(id)).map(Seat::receiver);
    }

    @Override
    public String type() {
        return "log";
    }

    @Override
    public void ring(String rest) {
        int end = rest.indexOf(' ');
        PartitionTail tail = tails.get(Integer.parseInt(end < 0 ? rest : rest.substring(0, end)));
        Optional<Growth> growth = end < 0 ? Optional.empty() : log.growth(rest.substring(end + 1));
        growth.ifPresentOrElse(tail::grown, tail::wake);
    }

    /** Bells were lost perhaps, and perhaps Redis has forgotten everything. */
    @Override
    public void resubscribed() {
        enterAgain(new HashSet<>(Watches.partitions(Subscription.ANY)), false);
    }

    /** Where a partition does not remember this instance it has lost its log too, so that what was missed cannot be had any more. */
    private void enterAgain(Set<Integer> partitions, boolean cut) {
        watches.enterAgain(partitions).subscribe().with(states -> states.forEach((partition, state) -> {
            PartitionTail tail = tails.get(partition);
            if (cut || !state.known()) {
                LOG.infof("partition %d has %s: its receivers read their objects again", partition,
                        cut ? "lost the end of its log" : "forgotten this instance");
                tail.restart(state.end());
                seats.values().stream().filter(seat -> seat.isIn(partition))
                        .forEach(seat -> tellMissed(seat, partition, state.end()));
            }
            tail.wake();
        }), failure -> LOG.infof("watches could not be entered again: %s", failure.getMessage()));
    }
}
