package io.mediary.signal;

import java.util.Optional;
import java.util.function.Supplier;

import io.opentelemetry.context.Context;

/**
 * Whose work a thread is doing: what log lines carry, and the span that further spans are parts of. It goes with the work from thread to thread
 * through every Mutiny operator ({@link TrailPropagation}); a plain callback that is kept for later (a timer's, a queue's) must take it along with
 * {@link #keep}. Bound to a thread rather than to a Vert.x context, because all commands of a socket share one context. Immutable.
 *
 * @param connection id of the API connection
 * @param session id of the media session (room, recording) that it is about
 * @param command the client's command, {@code class/subclass/cmd}
 * @param span the current span's context; the root context: none
 */
public record Trail(Optional<String> connection, Optional<String> session, Optional<String> command, Context span) {

    /** Nobody's work. */
    public static final Trail NONE = new Trail(Optional.empty(), Optional.empty(), Optional.empty(), Context.root());

    static final ThreadLocal<Trail> CURRENT = new ThreadLocal<>();

    /** This thread's at the moment; {@link #NONE} where it has none. */
    public static Trail current() {
        Trail trail = CURRENT.get();
        return trail == null ? NONE : trail;
    }

    /** The same callback, run on this thread's trail whenever and wherever it runs. */
    public static Runnable keep(Runnable callback) {
        Trail mine = current();
        return () -> mine.run(callback);
    }

    /** About an object from now on. */
    public Trail about(String id) {
        return new Trail(connection, Optional.of(id), command, span);
    }

    /** On behalf of a client. */
    public Trail of(Optional<String> byConnection, String byCommand) {
        return new Trail(byConnection, session, Optional.of(byCommand), span);
    }

    /** Within a span. */
    Trail in(Context inner) {
        return new Trail(connection, session, command, inner);
    }

    /** Runs something on this trail; the thread goes back to its own afterwards. */
    public void run(Runnable work) {
        Trail former = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            restore(former);
        }
    }

    /** Gets something on this trail; the thread goes back to its own afterwards. */
    public <T> T call(Supplier<T> work) {
        Trail former = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            restore(former);
        }
    }

    /** @param former null: none */
    static void restore(Trail former) {
        if (former == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(former);
        }
    }
}
