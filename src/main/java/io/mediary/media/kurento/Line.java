package io.mediary.media.kurento;

import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;
import org.kurento.client.ServerManager;

import io.mediary.config.KurentoConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaEvents;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;

/**
 * One Kurento session at a node and the socket that speaks for it. A lost socket is opened again and attached to the same
 * session, whose objects and events live on meanwhile; where the server does not know the session any more, the line
 * begins a new one. Thread-safe.
 */
final class Line {

    private static final Logger LOG = Logger.getLogger(Line.class);
    /** What kurento-client tells servers too; they use it to judge a client that pings. */
    private static final int PING_PROMISE_MS = 240_000;
    /** The one object that is always there. */
    private static final String SERVER = "manager_ServerManager";
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Node node;
    private final Dialer dialer;
    private final Context context;
    private final Transport transport;
    private final KurentoClient client;
    private final Elements elements;
    private final EventDispatcher events;
    private final Fence fence;
    private final Surveyor surveyor;
    private final Pulse pulse;
    private final Backoff backoff;
    private final Runnable changed;

    private volatile KurentoSession session;
    private volatile String pipeline;
    private volatile Traits traits = Traits.UNKNOWN;
    private volatile RpcSocket socket;
    private volatile boolean up;
    private volatile boolean closed;
    private volatile long downSince = System.nanoTime();

    /**
     * A line that is not open yet.
     *
     * @param changed run whenever the line came up, went down, or failed to come up
     */
    Line(Node node, Dialer dialer, KurentoConfig config, RequestIds ids, MediaEvents target, Runnable changed) {
        this.node = node;
        this.dialer = dialer;
        this.context = dialer.newContext();
        this.transport = new Transport(ids);
        this.client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(transport);
        this.elements = new Elements(client);
        this.events = new EventDispatcher(target,
                task -> VertxContext.createNewDuplicatedContext(context).runOnContext(now -> task.run()),
                config.eventBacklog());
        this.fence = new Fence(dialer.vertx(), event -> events.dispatch(event, session()),
                node.registry()::isUnquestioned, this::claim, this::doubt);
        this.surveyor = new Surveyor(this, node.registry()::isClosed, dialer.vertx());
        this.pulse = new Pulse(dialer.vertx(), transport, config.pingInterval(), toString());
        this.backoff = new Backoff(config.reconnectDelay(), config.reconnectDelayMax());
        this.changed = changed;
    }

    /** Opens the socket and keeps it open until {@link #close}. */
    void open() {
        if (closed) {
            return;
        }
        dialer.dial(node.address(), context).chain(this::attached).subscribe().with(done -> {
            backoff.reset();
            changed.run();
        }, failure -> {
            LOG.debugf("%s: %s", this, failure.toString());
            changed.run();
            retry();
        });
    }

    /** Whether it can be used. */
    boolean isUp() {
        return up && session != null;
    }

    /** Whether it is never to be used again. */
    boolean isClosed() {
        return closed;
    }

    /** The Kurento session that the line speaks for, once there is one. */
    Optional<KurentoSession> session() {
        return Optional.ofNullable(session);
    }

    /** What lives on the line, and where its events go. */
    EventDispatcher events() {
        return events;
    }

    Transport transport() {
        return transport;
    }

    Elements elements() {
        return elements;
    }

    /** The pipeline that all elements of the node are made in; the line must have been up. */
    MediaPipeline pipeline() {
        return client.getById(pipeline, MediaPipeline.class);
    }

    /** What the server said of itself when the line last came up. */
    Traits traits() {
        return traits;
    }

    /** {@link Node#released}. */
    void released(String element) {
        node.released(element);
    }

    MediaTransaction transaction() {
        return new MediaTransaction(transport);
    }

    /** The line's view of the server may be wrong: attaches anew, which looks at everything. */
    void doubt() {
        Optional.ofNullable(socket).ifPresent(RpcSocket::close);
    }

    /** Closes the socket. The Kurento session is closed only if nothing lives on it: what carries media is left to whoever takes over. */
    Uni<Void> close() {
        closed = true;
        KurentoSession left = session;
        Uni<Void> goodbye = left == null || !up || events.size() > 0
                ? Uni.createFrom().voidItem()
                : Greeting.farewell(transport).chain(() -> node.registry().forget(left))
                        .ifNoItem().after(GOODBYE).fail().onFailure().recoverWithNull().replaceWithVoid();
        return goodbye.invoke(this::doubt);
    }

    /** Renews the claim on the Kurento session; one that was taken over is let go. */
    Uni<Void> renew() {
        return isUp() ? claim().replaceWithVoid() : Uni.createFrom().voidItem();
    }

    /** Whether the Kurento session is still this instance's. */
    private Uni<Boolean> claim() {
        KurentoSession mine = session;
        return mine == null ? Uni.createFrom().item(false) : held(mine).invoke(held -> {
            if (!held) {
                abandon(mine);
            }
        });
    }

    private Uni<Boolean> held(KurentoSession mine) {
        return fence.confirming(node.registry().hold(node.id(), mine));
    }

    /** Looks after the sessions that live here, or are to. */
    Surveyor surveyor() {
        return surveyor;
    }

    /** Whether nobody can have taken the Kurento session, if there is one. */
    boolean isSure() {
        return !isUp() || fence.isSure();
    }

    /** Whether the Kurento session is this instance's, asked where nobody can be sure. One that is not is let go, and the line begins a new one. */
    Uni<Boolean> ours() {
        return isSure() ? Uni.createFrom().item(true) : claim();
    }

    /** For how long it could not be used; nothing while it can. */
    Duration down() {
        return up ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - downSince);
    }

    /** Hears nothing any more, though requests still pass; completes when what was heard has been told, and all that was asked was answered. */
    Uni<Void> fallSilent() {
        fence.shut();
        return Uni.createFrom().item(() -> events.isIdle() && (socket == null || socket.isIdle())).onItem().delayIt()
                .by(SOON).repeat().until(idle -> idle)
                .collect().last().replaceWithVoid();
    }

    /** Lets go of a Kurento session that was given away. The line goes on with a new one, unless it is closed. */
    void leave(KurentoSession given) {
        events.abandon();
        fence.clear();
        if (given.equals(session)) {
            session = null;
        }
        doubt();
    }

    private Uni<Void> attached(RpcSocket opened) {
        socket = opened;
        fence.clear();
        opened.listen(fence::take, () -> lost(opened));
        transport.attach(opened, epoch());
        return Greeting.ping(transport, PING_PROMISE_MS).chain(this::greet).chain(this::settle)
                .chain(() -> node.admit(this)).chain(this::use).onFailure().invoke(opened::close);
    }

    private long epoch() {
        return session == null ? 1 : session.epoch();
    }

    private Uni<KurentoSession> greet() {
        KurentoSession former = session;
        return former == null
                ? Greeting.connect(transport, Optional.empty(), epoch())
                : Greeting.connect(transport, Optional.of(former.id()), epoch()).onFailure(Greeting::isUnknownSession)
                        .recoverWithUni(() -> Greeting.connect(transport, Optional.empty(), epoch()));
    }

    /** Makes the session that the server granted ours first. An owner that cannot ask Redis keeps what it has; the fence asks later. */
    private Uni<Void> settle(KurentoSession granted) {
        KurentoSession former = session;
        if (granted.equals(former)) {
            return held(former).onFailure(Fault::isAway).recoverWithItem(true)
                    .chain(held -> held ? enter(former) : abandon(former));
        }
        return (former == null ? Uni.createFrom().voidItem() : forgotten(former, granted)).chain(() -> {
            session = null;
            return held(granted).chain(held -> held ? enter(granted) : abandon(granted));
        });
    }

    /** What another has taken over has not failed. */
    private Uni<Void> forgotten(KurentoSession former, KurentoSession granted) {
        LOG.warnf("%s: Kurento session %s is not known any more", this, former.id());
        return held(former).invoke(ours -> {
            if (!ours) {
                events.abandon();
            } else if (former.serverId().equals(granted.serverId())) {
                events.failAll("the media server forgot the Kurento session");
            }
            events.clear();
        }).chain(() -> node.registry().forget(former));
    }

    private Uni<Void> enter(KurentoSession entered) {
        session = entered;
        transport.enter(entered, () -> abandon(entered));
        return Uni.createFrom().voidItem();
    }

    /** Somebody else owns the session now: it must not be closed, only left. The line goes on with a new one. */
    private Uni<Void> abandon(KurentoSession taken) {
        if (taken.equals(session)) {
            LOG.warnf("%s: Kurento session %s was taken over", this, taken.id());
            leave(taken);
            surveyor.recover(taken.id());
        }
        return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
    }

    /** Names the pipeline in this session: so it is referenced, and its absence is noticed. Asks beside what the server can do. */
    private Uni<Void> use(String agreed) {
        pipeline = agreed;
        MediaTransaction transaction = transaction();
        pipeline().getName(transaction);
        client.getById(SERVER, ServerManager.class).getInfo(transaction);
        return transaction.run().chain(outcome -> {
            boolean gone = outcome.fault().filter(fault -> fault.code() == Fault.OBJECT_NOT_FOUND).isPresent();
            return gone
                    ? node.pipelineGone(this, agreed).chain(this::use)
                    : outcome.orFailure()
                            .invoke(known -> traits = Traits.of(known.values().get(1).getAsJsonObject()))
                            .chain(() -> begin(socket));
        });
    }

    /** On the socket's event loop, as its end is: so a socket that ended is never taken for one that is up. */
    private Uni<Void> begin(RpcSocket opened) {
        if (closed || !opened.isOpen()) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
        }
        up = true;
        LOG.infof("%s is up", this);
        pulse.begin(opened);
        surveyor.look();
        return Uni.createFrom().voidItem();
    }

    private void lost(RpcSocket ended) {
        if (ended != socket) {
            return;
        }
        transport.detach();
        if (!up) {
            return;
        }
        downSince = System.nanoTime(); // before it is down, or it would seem to have been so for long
        up = false;
        events.holdAll();
        LOG.infof("%s is %s", this, closed ? "closed" : "down");
        changed.run();
        retry();
    }

    private void retry() {
        if (!closed) {
            dialer.vertx().setTimer(backoff.next(), now -> open());
        }
    }

    @Override
    public String toString() {
        return "Line to " + node.url();
    }
}
