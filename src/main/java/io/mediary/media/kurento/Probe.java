package io.mediary.media.kurento;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.jboss.logging.Logger;

import com.google.gson.JsonElement;
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
    private final Duration longest;

    private volatile RpcSocket socket;
    private volatile Answer last;
    private volatile boolean closed;

    /**
     * A probe that does not ask yet.
     *
     * @param interval between questions
     * @param patience so long an answer may take, or another socket is opened
     * @param longest so long an answer counts nevertheless
     */
    Probe(Address address, Dialer dialer, RequestIds ids, Duration interval, Duration patience, Duration longest) {
        this.address = address;
        this.dialer = dialer;
        this.ids = ids;
        this.vertx = dialer.vertx();
        this.context = dialer.newContext();
        this.interval = interval;
        this.patience = patience;
        this.longest = longest;
    }

    /** Asks until {@link #close}. */
    void open() {
        if (closed) {
            return;
        }
        dialer.dial(address, context).subscribe().with(this::begin, failure -> {
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
    private void begin(RpcSocket opened) {
        socket = opened;
        ask(opened, "connect");
    }

    /** What comes too late to go on with this socket still says that the server lives. */
    private void ask(RpcSocket asked, String question) {
        if (closed) {
            asked.close();
            return;
        }
        Uni<JsonElement> answer = asked.request(ids.next(EPOCH), question, new JsonObject())
                .ifNoItem().after(longest).fail().invoke(this::heard).memoize().indefinitely();
        answer.ifNoItem().after(patience).fail().subscribe().with(
                soon -> vertx.setTimer(Math.max(1, interval.toMillis()), now -> ask(asked, "ping")),
                failure -> {
                    LOG.debugf("%s does not answer: %s", address.url(), failure.toString());
                    answer.subscribe().with(late -> asked.close(), never -> asked.close());
                    openLater();
                });
    }

    private void heard(JsonElement answer) {
        JsonElement server = answer.isJsonObject() ? answer.getAsJsonObject().get("serverId") : null;
        last = new Answer(System.nanoTime(), server == null ? process() : server.getAsString());
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
