package io.mediary.event;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.jboss.logging.Logger;

import io.mediary.event.PartitionLog.Batch;
import io.mediary.event.PartitionLog.Growth;
import io.mediary.signal.Signals;
import io.vertx.core.Vertx;

/**
 * Reads one partition's log for all receivers of this instance: one read at a time, each entry once, in order. A receiver that comes with an older
 * position makes it go back; the others skip what they have had. Thread-safe.
 */
final class PartitionTail {

    private static final Logger LOG = Logger.getLogger(PartitionTail.class);
    static final String DELIVERED = "mediary.events.delivered";
    static final String REPLAYED = "mediary.events.replayed";
    private static final long FIRST_PAUSE_MS = 125;
    private static final long LONGEST_PAUSE_MS = 2000;

    /** What a tail finds out about its log. */
    interface Finding {

        /**
         * @param cut Redis has lost the log's end, as after a fail-over; else it has forgotten that this instance watches
         */
        void amiss(int partition, boolean cut);
    }

    private final int partition;
    private final PartitionLog log;
    private final Vertx vertx;
    private final Signals signals;
    private final Finding finding;
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private LogPosition position = LogPosition.START;
    private Optional<LogPosition> back = Optional.empty();
    private boolean reading;
    private boolean again;
    private int failures;
    private int generation;

    /** {@code finding} hears that the log is not as it was. */
    PartitionTail(int partition, PartitionLog log, Vertx vertx, Signals signals, Finding finding) {
        this.partition = partition;
        this.log = log;
        this.vertx = vertx;
        this.signals = signals;
        this.finding = finding;
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

    /** The log has grown by an entry: it is handed out where that is the next one, else the log is read. */
    void grown(Growth growth) {
        OptionalInt now = begun(growth.before());
        if (now.isPresent()) {
            handOut(growth.before(), Batch.of(growth.entry()), now.getAsInt());
        } else {
            wake();
        }
    }

    /** Begins to hand out what follows a position. Empty: that is not where this is, or something else is under way. */
    private synchronized OptionalInt begun(LogPosition before) {
        if (reading || back.isPresent() || seats.isEmpty() || !position.equals(before)) {
            return OptionalInt.empty();
        }
        reading = true;
        again = false;
        return OptionalInt.of(generation);
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
            long pause;
            synchronized (this) {
                back(start);
                failures = Math.min(failures + 1, 10);
                pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << failures);
            }
            vertx.setTimer(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2),
                    timer -> log.back().subscribe().with(answers -> readAgain()));
        });
    }

    private void readAgain() {
        synchronized (this) {
            reading = false;
        }
        wake();
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
        if ((!batch.known() || batch.cut()) && !present.isEmpty()) {
            finding.amiss(partition, batch.cut());
        }
        boolean more;
        synchronized (this) {
            reading = false;
            failures = 0;
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
            count(DELIVERED, taken.events().size());
            count(REPLAYED, taken.replayed());
        } catch (RuntimeException broken) {
            LOG.errorf(broken, "%s does not take its events", seat.receiver().id());
        }
    }
}
