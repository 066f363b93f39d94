package io.mediary.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.event.Delivered;
import io.mediary.event.LogPosition;
import io.mediary.event.Receiver;
import io.mediary.event.Subscription;
import io.mediary.function.Answer;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Request;
import io.mediary.store.NewRecord.ConnectionRef;
import io.smallrye.mutiny.Uni;

/**
 * A client's connection, as long as this instance holds its socket: who it is, its requests until they reach the
 * pipeline, and what the server sends to it. It has no record before its first request that needs one; requests that
 * come while it gets its record (or logs in) wait in their order. State changes on the socket's event loop only; the
 * methods of {@link Receiver} and {@link LocalConnection} may be called from anywhere.
 */
public final class ClientConnection implements Receiver, LocalConnection {

    private static final Logger LOG = Logger.getLogger(ClientConnection.class);
    private static final String LOGIN = "core/user/login";
    private static final String PING = "core/-/ping";

    private enum Stage {
        NEW,
        ADMITTING,
        OPEN,
        CLOSED
    }

    private record Queued(Request request, Consumer<Answer> answer) {
    }

    private final ConnectionParts parts;
    private final ClientSocket socket;
    private final Executor loop;
    private final Peer peer;
    private final String firstId;
    private final Optional<Principal> handshake;
    private final SocketTimers timers;
    private final ClientRequests requests;
    private final EventWindow events;
    private final InboxReader inbox;
    private final Deque<Queued> queue = new ArrayDeque<>();
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile Optional<Admission> admission = Optional.empty();
    private Stage stage = Stage.NEW;
    private boolean loggedIn;
    private boolean clean;

    /**
     * @param firstId its id, unless it resumes another
     * @param handshake who it is, if the handshake said so or nobody has to
     */
    ClientConnection(ConnectionParts parts, String firstId, ClientSocket socket, Executor loop, Peer peer,
            Optional<Principal> handshake) {
        this.parts = parts;
        this.firstId = firstId;
        this.socket = socket;
        this.loop = loop;
        this.peer = peer;
        this.handshake = handshake;
        timers = new SocketTimers(parts.vertx(), parts.config().pingInterval());
        requests = new ClientRequests(parts.vertx(), parts.config().answerTimeout(), parts.config().ackedTimeout(),
                () -> socket.close(CloseCode.TRY_LATER, "a request was not answered"));
        inbox = new InboxReader(parts.scripts(), parts.json(), new AskedSocket(this, parts.subscriptions()), loop);
        events = new EventWindow(parts.config().eventWindow(), parts.config().eventBacklog(),
                new EventRequests(parts, this, requests, socket));
    }

    /** The socket is open; call on its event loop. */
    public void opened() {
        timers.ping(() -> request(ClientRequest.ping(), ClientRequests.NOBODY));
        handshake.ifPresent(this::expire);
    }

    /** Runs a client's request; call on the event loop, in the order of arrival. The answer comes on it too. */
    public void run(String commandClass, String subclass, String cmd, JsonNode data, Consumer<Answer> answer) {
        Request request = new Request(commandClass, subclass, cmd, data, caller());
        if (stage == Stage.OPEN || request.name().equals(PING)) {
            handOver(request, answer);
        } else {
            queue.add(new Queued(request, answer));
            pump();
        }
    }

    /** Sends a request to the client; may be called from anywhere. The waiting one is told on the event loop. */
    void request(ClientRequest request, ClientRequests.Waiting waiting) {
        loop.execute(() -> {
            long tid = requests.open(waiting);
            if (stage != Stage.CLOSED) {
                socket.request(tid, request);
            }
        });
    }

    /** The client answered the server's request {@code tid}; call on the event loop. */
    public void answered(long tid, ClientAnswer answer) {
        requests.answered(tid, answer);
    }

    /** The client acknowledged the server's request {@code tid}; call on the event loop. */
    public void acked(long tid) {
        requests.acked(tid);
    }

    /** The socket is closed; call on its event loop. {@code clean}: the client said goodbye (1000). */
    public void closed(boolean clean) {
        if (stage == Stage.CLOSED) {
            return;
        }
        boolean admitting = stage == Stage.ADMITTING;
        stage = Stage.CLOSED;
        this.clean = clean;
        timers.cancel();
        requests.close();
        queue.clear();
        if (!admitting) {
            leave();
        }
    }

    /**
     * Logs in: opens the connection's record, or takes over that of a former connection.
     *
     * @param former the id of a connection to resume
     * @return the connection's id; fails with {@code already_authenticated}, {@code invalid_session_id}
     */
    Uni<String> login(Principal who, Optional<String> former) {
        return Uni.createFrom().deferred(() -> {
            Optional<Admission> open = admission;
            if (loggedIn || open.isPresent() && !isOwn(open.get(), who, former)) {
                return Uni.createFrom().failure(Failure.of(ErrorCode.ALREADY_AUTHENTICATED));
            }
            return (open.isPresent() ? Uni.createFrom().item(open.get()) : admit(who, former)).map(got -> {
                loggedIn = true;
                return got.ref().id();
            });
        }).runSubscriptionOn(loop).emitOn(loop);
    }

    /** A login behind other requests changes nothing any more; it may only ask for the id. */
    private static boolean isOwn(Admission open, Principal who, Optional<String> former) {
        return (who.user().isEmpty() || who.user().equals(open.principal().user()))
                && former.map(open.ref().id()::equals).orElse(true);
    }

    /** Who it is, if the handshake said so. */
    Optional<Principal> handshake() {
        return handshake;
    }

    /** The far end. */
    Peer peer() {
        return peer;
    }

    @Override
    public String id() {
        return ref().map(ConnectionRef::id).orElse(firstId);
    }

    @Override
    public Optional<ConnectionRef> ref() {
        return admission.map(Admission::ref);
    }

    @Override
    public String user() {
        return principal().map(Principal::user).orElse("");
    }

    @Override
    public boolean administrator() {
        return principal().map(Principal::administrator).orElse(false);
    }

    @Override
    public void receive(Delivered event) {
        loop.execute(() -> events.offer(event));
    }

    @Override
    public void missed(Subscription subscription, int partition, LogPosition position) {
        parts.resync().events(this, subscription, partition, position, this::receive);
    }

    @Override
    public void inboxRang() {
        loop.execute(inbox::rang);
    }

    @Override
    public void replaced() {
        depart(CloseCode.POLICY, "resumed by another socket");
    }

    @Override
    public void ended(CloseCode code) {
        depart(code, "the connection has ended");
    }

    @Override
    public void reconnect(Duration in) {
        request(ClientRequest.reconnect(in), ClientRequests.NOBODY);
    }

    @Override
    public void restart() {
        loop.execute(() -> socket.closeWhenAnswered(CloseCode.RESTART, "the instance stops"));
    }

    @Override
    public void lastCall() {
        loop.execute(socket::takeNoMore);
    }

    private void depart(CloseCode code, String reason) {
        if (left.compareAndSet(false, true)) {
            parts.connections().removed(this);
            parts.positions().removed(this);
            parts.delivery().detach(id());
        }
        loop.execute(() -> socket.close(code, reason));
    }

    private Optional<Principal> principal() {
        return admission.map(Admission::principal).or(() -> handshake);
    }

    private Caller caller() {
        return new Caller(principal().isPresent(), user(), administrator(), Optional.of(id()), Optional.empty());
    }

    private void handOver(Request request, Consumer<Answer> answer) {
        parts.pipeline().run(request).emitOn(loop).subscribe().with(answer, failure -> {
            LOG.error("the pipeline failed", failure);
            answer.accept(new Answer.Error(ErrorCode.INTERNAL_ERROR, ErrorCode.INTERNAL_ERROR.text("")));
        });
    }

    /** Hands the waiting requests over, one by one until the connection is open. */
    private void pump() {
        while (!queue.isEmpty() && (stage == Stage.NEW || stage == Stage.OPEN)) {
            Queued head = queue.poll();
            Request request = new Request(head.request().commandClass(), head.request().subclass(),
                    head.request().cmd(), head.request().data(), caller());
            if (stage == Stage.OPEN) {
                handOver(request, head.answer());
            } else if (request.name().equals(LOGIN)) {
                stage = Stage.ADMITTING;
                handOver(request, head.answer().andThen(answered -> admitted()));
            } else if (handshake.isPresent()) {
                stage = Stage.ADMITTING;
                queue.addFirst(head);
                admit(handshake.get(), Optional.empty()).emitOn(loop).subscribe().with(done -> admitted(), failure -> {
                    queue.pollFirst();
                    head.answer().accept(refusal(failure));
                    admitted();
                });
            } else {
                handOver(request, head.answer());
            }
        }
    }

    private static Answer refusal(Throwable failure) {
        if (failure instanceof Failure known) {
            return new Answer.Error(known.code(), known.getMessage());
        }
        LOG.error("a connection's record could not be made", failure);
        return new Answer.Error(ErrorCode.INTERNAL_ERROR, ErrorCode.INTERNAL_ERROR.text(""));
    }

    private Uni<Admission> admit(Principal who, Optional<String> former) {
        return parts.admissions().admit(firstId, former, who, peer).emitOn(loop).onItem().transformToUni(got -> {
            admission = Optional.of(got);
            parts.connections().admitted(this, firstId);
            return parts.admissions().attach(this, got).replaceWith(got).onFailure()
                    .invoke(failure -> loop.execute(() -> socket.close(CloseCode.TRY_LATER, "not ready")));
        });
    }

    private void admitted() {
        if (stage == Stage.CLOSED) {
            leave();
            return;
        }
        stage = admission.isPresent() ? Stage.OPEN : Stage.NEW;
        if (stage == Stage.OPEN) {
            if (handshake.isEmpty()) {
                expire(admission.get().principal());
            }
            events.release();
            inboxRang();
        }
        pump();
    }

    private void leave() {
        parts.connections().removed(this);
        Optional<Admission> had = admission;
        if (had.isPresent() && left.compareAndSet(false, true)) {
            parts.positions().removed(this);
            parts.admissions().leave(this, had.get().ref(), clean);
        }
    }

    /** A token ends: so does the right to the socket; the client comes again with a new one. */
    private void expire(Principal who) {
        timers.expire(who.expiresAt(), () -> socket.close(CloseCode.POLICY, "the token has expired"));
    }
}
