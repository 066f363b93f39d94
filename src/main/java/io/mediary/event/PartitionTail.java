package io.mediary.event;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

import org.jboss.logging.Logger;

import io.mediary.event.PartitionLog.Batch;
import io.mediary.signal.Signals;
import io.vertx.core.Vertx;

/**
 * Reads one partition's log for all receivers of this instance: one read at a time, each entry once, in order. A receiver that comes with an older
 * position makes it go back; the others skip what they have had. Thread-safe.
 */
final class PartitionTail {

    private static final Logger LOG = Logger.getLogger(PartitionTail.class);
    private static final long AGAIN_AFTER_FAILURE = 250;

    private final int partition;
    private final PartitionLog log;
    private final Vertx vertx;
    private final Signals signals;
    private final IntConsumer forgotten;
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private LogPosition position = LogPosition.START;
    private Optional<LogPosition> back = Optional.empty();
    private boolean reading;
    private boolean again;
    private int generation;

    /** {@code forgotten}: hears that the partition does not remember that this instance watches. */
    PartitionTail(int partition, PartitionLog log, Vertx vertx, Signals signals, IntConsumer forgotten) {
        this.partition = partition;
        this.log = log;
        this.vertx = vertx;
        this.signals = signals;
        this.forgotten = forgotten;
    }

    /** A receiver takes its seat, to get what comes after {@code start}; one that sits here goes on from where it is. */
    synchronized void join(Seat seat, LogPosition start) {
        seat.enter(partition, start).ifPresent(from -> {
            if (seats.isEmpty() && !reading) {
                position = from;
            }
            seats.add(seat);
            if (from.compareTo(position) < 0) {
                back(from);
            }
        });
    }

    synchronized void leave(Seat seat) {
        seats.remove(seat);
    }

    /** The log has begun anew, and goes on after a position. */
    synchronized void restart(LogPosition end) {
        if (end.compareTo(position) < 0) {
            position = end;
            back = Optional.empty();
            generation++;
            seats.forEach(seat -> seat.restart(partition, end));
        }
    }

    /** The log may have grown. */
    void wake() {
        LogPosition start;
        int now;
        synchronized (this) {
            if (reading) {
                again = true;
                return;
            }
            if (seats.isEmpty()) {
                return;
            }
            reading = true;
            again = false;
            start = back.orElse(position);
            back = Optional.empty();
            now = generation;
        }
        log.after(partition, start).subscribe().with(batch -> handOut(start, batch, now), failure -> {
            LOG.debugf("log %d cannot be read: %s", partition, failure.getMessage());
            synchronized (this) {
                reading = false;
                back(start);
            }
            vertx.setTimer(AGAIN_AFTER_FAILURE, timer -> wake());
        });
    }

    private void back(LogPosition start) {
        back = Optional.of(back.filter(former -> former.compareTo(start) < 0).orElse(start));
    }

    private void handOut(LogPosition start, Batch batch, int readIn) {
        List<Seat> present = List.of();
        synchronized (this) {
            // Who joins from now on is behind this batch, and makes the tail go back.
            if (readIn == generation) {
                present = List.copyOf(seats);
                position = batch.last().orElse(start);
            }
        }
        present.forEach(seat -> handOut(seat, seat.take(partition, start, batch)));
        if (!batch.known() && !present.isEmpty()) {
            forgotten.accept(partition);
        }
        boolean more;
        synchronized (this) {
            reading = false;
            more = again || back.isPresent() || batch.full();
        }
        if (more) {
            wake();
        }
    }

    private void count(String name, int events) {
        if (events > 0) {
            signals.count(name, events);
        }
    }

    private void handOut(Seat seat, Seat.Taken taken) {
        try {
            taken.missed().forEach(subscription -> seat.receiver().missed(subscription, partition, taken.from()));
            taken.events().forEach(seat.receiver()::receive);
            count("mediary.events.delivered", taken.events().size());
            count("mediary.events.replayed", taken.replayed());
        } catch (RuntimeException broken) {
            LOG.errorf(broken, "%s does not take its events", seat.receiver().id());
        }
    }
}
