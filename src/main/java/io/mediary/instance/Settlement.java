package io.mediary.instance;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

import io.mediary.store.DueItems;
import io.mediary.store.DueItems.Claimed;

/**
 * Takes what has been acted on out of Redis: at once, and what is finished while that is under way together in the next round trip.
 * Thread-safe.
 */
final class Settlement {

    private static final Logger LOG = Logger.getLogger(Settlement.class);
    private static final int BATCH = 64;

    private final DueItems due;
    private final Queue<Claimed> finished = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    Settlement(DueItems due) {
        this.due = due;
    }

    /** It has been acted on. */
    void done(Claimed claim) {
        finished.add(claim);
        next();
    }

    private void next() {
        while (!finished.isEmpty() && busy.compareAndSet(false, true)) {
            List<Claimed> batch = batch();
            if (!batch.isEmpty()) {
                due.done(batch).subscribe().with(removed -> go(), failure -> {
                    LOG.debugf("%d items come again when their claims end: %s", batch.size(), failure.getMessage());
                    go();
                });
                return;
            }
            busy.set(false);
        }
    }

    private void go() {
        busy.set(false);
        next();
    }

    private List<Claimed> batch() {
        List<Claimed> batch = new ArrayList<>();
        for (Claimed claim = finished.poll(); claim != null; claim = finished.poll()) {
            batch.add(claim);
            if (batch.size() == BATCH) {
                break;
            }
        }
        return batch;
    }
}
