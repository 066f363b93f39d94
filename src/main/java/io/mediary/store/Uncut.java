package io.mediary.store;

import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/**
 * Work that comes to its end whatever becomes of those who wait for it: what holds a lease gives it back, what has begun at a
 * media server is written down or undone. A caller who gives up gives up waiting, no more.
 */
public final class Uncut {

    private static final Logger LOG = Logger.getLogger(Uncut.class);

    private Uncut() {
    }

    /** Begins the work anew at each subscription; it has to be bounded in time by itself. */
    public static <T> Uni<T> of(Supplier<Uni<? extends T>> work) {
        // An emitter, because a chain of operators would carry a cancellation into the work.
        return Uni.createFrom().emitter(caller -> Uni.createFrom().deferred(work).subscribe()
                .with(caller::complete, failure -> {
                    LOG.debugf("failed, whether anybody waits for it or not: %s", failure);
                    caller.fail(failure);
                }));
    }
}
