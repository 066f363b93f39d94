package io.mediary.media.kurento;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.jboss.logging.Logger;

import com.google.gson.JsonObject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Asks a media server again and again whether it lives, over a socket of its own: a server answers the requests of one socket
 * strictly in order, so on a line one slow call would look like death. Thread-safe.
 */
final class Probe {

    private static final Logger LOG = Logger.getLogger(Probe.class);
    /** Requests of a session that has no objects: nobody ever takes it over. */
    private static final long EPOCH = 0;

    private final Address address;
    private final Dialer dialer;
    private final RequestIds ids;
    private final Vertx vertx;
    private final Context context;
    private final Duration interval;
    private final Duration patience;

    private volatile RpcSocket socket;
    private volatile Answer last;
    private volatile boolean closed;

    /**
     * A probe that does not ask yet.
     *
     * @param interval between questions
     * @param patience so long an answer may take, or the socket is replaced
     */
    Probe(Address address, Dialer dialer, RequestIds ids, Duration interval, Duration patience) {
        this.address = address;
        this.dialer = dialer;
        this.ids = ids;
        this.vertx = dialer.vertx();
        this.context = dialer.newContext();
        this.interval = interval;
        this.patience = patience;
    }

    /** Asks until {@link #close}. */
    void open() {
        if (closed) {
            return;
        }
        dialer.dial(address, context).chain(this::begin).subscribe().with(this::askLater, failure -> {
            LOG.debugf("%s does not answer: %s", address.url(), failure.toString());
            openLater();
        });
    }

    void close() {
        closed = true;
        Optional.ofNullable(socket).ifPresent(RpcSocket::close);
    }

    /** How long ago the server answered, in milliseconds; empty before it ever did. */
    Optional<Long> answered() {
        return Optional.ofNullable(last).map(answer -> (System.nanoTime() - answer.at()) / 1_000_000);
    }

    /** The process that answered: its serverId; empty before. */
    String process() {
        Answer known = last;
        return known == null ? "" : known.process();
    }

    /** The connect only tells the process: a session without objects is nothing to the server. */
    private Uni<RpcSocket> begin(RpcSocket opened) {
        socket = opened;
        return opened.request(ids.next(EPOCH), "connect", new JsonObject()).ifNoItem().after(patience).fail()
                .invoke(welcome -> answered(welcome.getAsJsonObject().get("serverId").getAsString()))
                .onFailure().invoke(opened::close).replaceWith(opened);
    }

    private void ask(RpcSocket asked) {
        if (closed) {
            asked.close();
            return;
        }
        asked.request(ids.next(EPOCH), "ping", new JsonObject()).ifNoItem().after(patience).fail().subscribe()
                .with(pong -> {
                    answered(process());
                    askLater(asked);
                }, failure -> {
                    LOG.debugf("%s does not answer any more: %s", address.url(), failure.toString());
                    asked.close();
                    openLater();
                });
    }

    private void answered(String process) {
        last = new Answer(System.nanoTime(), process);
    }

    private void askLater(RpcSocket asked) {
        vertx.setTimer(Math.max(1, interval.toMillis()), now -> ask(asked));
    }

    /** Jittered: so the instances do not all come at once to a server that begins to answer. */
    private void openLater() {
        long pause = Math.max(2, interval.toMillis());
        vertx.setTimer(pause / 2 + ThreadLocalRandom.current().nextLong(pause), now -> open());
    }

    /** @param at {@link System#nanoTime()} */
    private record Answer(long at, String process) {
    }
}
