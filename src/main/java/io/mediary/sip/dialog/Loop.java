package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The one event loop on which all dialogs of this gateway run: in order, never two at once. Thread-safe. */
final class Loop implements Executor {

    private static final Logger LOG = Logger.getLogger(Loop.class);

    private final Vertx vertx;
    private final Context context;

    /** Call off the event loops: the context is a new one. */
    Loop(Vertx vertx) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
    }

    /** Something that is to happen. */
    final class Alarm {

        private final long timer;
        private volatile boolean cancelled;

        private Alarm(Duration in, Runnable work) {
            timer = vertx.setTimer(Math.max(1, in.toMillis()), due -> execute(() -> {
                // What cancels it may have been on its way to the loop before it.
                if (!cancelled) {
                    work.run();
                }
            }));
        }

        /** It is not to happen any more, though its time may have come already; later: nothing. */
        void cancel() {
            cancelled = true;
            vertx.cancelTimer(timer);
        }
    }

    @Override
    public void execute(Runnable work) {
        context.runOnContext(ignored -> safely(work));
    }

    /** Runs something later, on the loop. */
    Alarm after(Duration in, Runnable work) {
        return new Alarm(in, work);
    }

    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("a step of a SIP dialog failed", e);
        }
    }
}
