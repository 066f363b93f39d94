package io.mediary.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;

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
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private LogPosition position = LogPosition.START;
    private Optional<LogPosition> back = Optional.empty();
    private boolean reading;
    private boolean again;

    PartitionTail(int partition, PartitionLog log, Vertx vertx) {
        this.partition = partition;
        this.log = log;
        this.vertx = vertx;
    }

    /** A receiver takes its seat, to get what comes after {@code start}. */
    synchronized void join(Seat seat, LogPosition start) {
        boolean first = seats.isEmpty() && !reading;
        if (first) {
            position = start;
        }
        boolean behind = start.compareTo(position) < 0;
        if (seat.enter(partition, start, behind)) {
            seats.add(seat);
        }
        if (behind) {
            back = Optional.of(back.filter(former -> former.compareTo(start) < 0).orElse(start));
        }
    }

    void leave(Seat seat) {
        seats.remove(seat);
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    /** How far it was read for all. */
    synchronized LogPosition position() {
        return position;
    }

    /** The log may have grown. */
    void wake() {
        LogPosition start;
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
        }
        read(start);
    }

    private void read(LogPosition start) {
        log.after(partition, start).subscribe().with(batch -> handOut(start, batch), failure -> {
            LOG.debugf("log %d cannot be read: %s", partition, failure.getMessage());
            synchronized (this) {
                reading = false;
                back = Optional.of(back.filter(former -> former.compareTo(start) < 0).orElse(start));
            }
            vertx.setTimer(AGAIN_AFTER_FAILURE, timer -> wake());
        });
    }

    private void handOut(LogPosition start, List<LoggedEvent> batch) {
        for (Seat seat : new ArrayList<>(seats)) {
            try {
                seat.take(partition, start, batch).forEach(seat.receiver()::receive);
            } catch (RuntimeException bug) {
                LOG.errorf(bug, "%s does not take its events", seat.receiver().id());
            }
        }
        boolean more;
        synchronized (this) {
            reading = false;
            position = batch.isEmpty() ? start : batch.get(batch.size() - 1).position();
            more = again || back.isPresent() || batch.size() == PartitionLog.BATCH;
        }
        if (more) {
            wake();
        }
    }
}
