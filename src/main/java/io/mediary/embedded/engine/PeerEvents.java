package io.mediary.embedded.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

/** Tells a peer's listener what happens, in order, never on the network's thread, and nothing after {@link #close}. Keeps the last states. */
final class PeerEvents {

    private static final Logger LOG = Logger.getLogger(PeerEvents.class);
    private static final int WAITING = 10_000;

    private final PeerListener listener;
    private final Executor executor;
    private volatile String ice = "DISCONNECTED";
    private volatile boolean connected;
    private volatile boolean media;
    private volatile boolean closed;

    PeerEvents(PeerListener listener, Executor pool) {
        this.listener = listener;
        executor = new SerialExecutor(pool, WAITING);
    }

    void tell(Consumer<PeerListener> event) {
        if (closed) {
            return;
        }
        try {
            executor.execute(() -> {
                if (!closed) {
                    event.accept(listener);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warnf("an event of a peer is lost: %s", e.getMessage());
        }
    }

    void ice(String state) {
        ice = state;
        tell(l -> l.iceState(state));
    }

    void dtls(String state) {
        tell(l -> l.dtlsState(state));
    }

    void connected() {
        connected = true;
        tell(l -> l.connectionState(true));
    }

    void media(boolean alive) {
        if (media != alive) {
            media = alive;
            tell(l -> l.mediaState(alive));
        }
    }

    String ice() {
        return ice;
    }

    boolean isConnected() {
        return connected;
    }

    boolean isMedia() {
        return media;
    }

    void close() {
        closed = true;
    }
}
