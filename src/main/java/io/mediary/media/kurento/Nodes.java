package io.mediary.media.kurento;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** All media servers of this instance: those that it is told to use, and those where others have begun something. Thread-safe. */
final class Nodes {

    private static final Logger LOG = Logger.getLogger(Nodes.class);

    private final BiFunction<Address, Runnable, Node> make;
    private final Executor worker;
    private final Duration firstConnectWait;
    private final Choice choice = new Choice(bound -> ThreadLocalRandom.current().nextInt(bound));
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile Vertx vertx;
    private volatile boolean starting = true;
    private volatile boolean closed;

    /**
     * No nodes yet.
     *
     * @param make a node with what it is to run when one of its lines came up, went down or failed to come up
     * @param worker runs what loads kurento-client
     * @param firstConnectWait so long callers wait for the first connects to a node
     */
    Nodes(BiFunction<Address, Runnable, Node> make, Executor worker, Duration firstConnectWait) {
        this.make = make;
        this.worker = worker;
        this.firstConnectWait = firstConnectWait;
    }

    /**
     * Starts to compare the books.
     *
     * @param interval between two comparisons
     */
    void open(Vertx on, Duration interval) {
        vertx = on;
        lookAgain();
        on.setTimer(firstConnectWait.toMillis() + 1, now -> {
            starting = false;
            changed();
        });
        on.setPeriodic(Math.max(1, interval.toMillis()), now -> nodes.values().forEach(this::refresh));
    }

    /** These, and no others, are the nodes that this instance is told to use. New ones are opened; the others stay until {@link #remove}. */
    void configure(Collection<Address> addresses) {
        Set<String> ids = addresses.stream().map(address -> Node.id(address.url())).collect(Collectors.toSet());
        nodes.values().stream().filter(node -> node.isConfigured() && !ids.contains(node.id())).forEach(node -> {
            LOG.infof("Media server %s is not to be used any more", node.url());
            node.configured(false);
        });
        addresses.forEach(address -> add(address).configured(true));
        changed();
    }

    /** The node at an address, opened if it is new. */
    Node add(Address address) {
        return nodes.computeIfAbsent(Node.id(address.url()), id -> {
            Node node = make.apply(address, this::changed);
            worker.execute(() -> {
                if (!closed) {
                    node.open();
                }
            });
            lookAgain();
            return node;
        });
    }

    /** Lets go of a node. */
    void remove(Node node) {
        if (nodes.remove(node.id(), node)) {
            LOG.infof("Media server %s has nothing more of ours", node.url());
            node.close().subscribe().with(done -> {
            }, failure -> LOG.infof("%s was not left in good order: %s", node.url(), failure.toString()));
        }
    }

    /** Those that are here. */
    List<Node> all() {
        return List.copyOf(nodes.values());
    }

    /** Whether the time for the first connects is over. */
    boolean isSettled() {
        return !starting;
    }

    Uni<Void> close() {
        closed = true;
        List<Uni<Void>> closing = nodes.values().stream().map(Node::close).toList();
        return closing.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(closing).andCollectFailures().replaceWithVoid();
    }

    /** Whether any of them can be used. */
    boolean isAnyUp() {
        return nodes.values().stream().anyMatch(Node::isUp);
    }

    /** A node by its id. */
    Optional<Node> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** {@link io.mediary.media.MediaPlane#choose}. */
    Uni<Place> choose(Optional<String> node) {
        return ours(node).invoke(place -> node(place.node()).ifPresent(chosen -> chosen.demand().chosen()));
    }

    /** Whether a node takes any new session: not one that is down, drained, full, or not to be used any more. */
    boolean isFree(String id) {
        return node(id).map(Node::option).filter(Choice.Option::isFree).isPresent();
    }

    /** A session was made at a place that was chosen, or was not. */
    void settled(Place place) {
        node(place.node()).ifPresent(node -> node.demand().settled());
    }

    /** Whether what is at a place is over: all instances gave the node up, or none knows it. */
    boolean isGone(Place place) {
        return node(place.node()).map(Node::isGone).orElse(!starting);
    }

    /**
     * The line of a place, if it is this instance's, else another one to the same node. Fails with
     * {@code no_mediaserver} for a node that is not known, with {@code unavailable} where no line is up.
     *
     * @param key what it is for: the same key keeps to the same line
     */
    Uni<Line> lineFor(Place place, String key) {
        return reachable(() -> node(place.node()).flatMap(node -> node.line(place.line()).or(() -> node.anyLine(key))),
                () -> starting || isComing(Optional.of(place.node())),
                nodes.containsKey(place.node()) || starting ? ErrorCode.UNAVAILABLE : ErrorCode.NO_MEDIASERVER);
    }

    /**
     * The line of a place that this instance chose, or another one where that was given away meanwhile.
     *
     * @throws Failure {@code unavailable} where none is up any more
     */
    Line line(Place place) {
        return node(place.node()).flatMap(node -> node.line(place.line()).or(() -> node.anyLine(place.line())))
                .orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE));
    }

    /** What is put on a Kurento session that another instance took over would be nobody's. One is taken once: another is looked for. */
    private Uni<Place> ours(Optional<String> node) {
        return reachable(() -> chosen(node), () -> starting || isComing(node), ErrorCode.NO_MEDIASERVER)
                .chain(place -> node(place.node()).flatMap(there -> there.line(place.line())).map(Line::ours)
                        .orElseGet(() -> Uni.createFrom().item(true))
                        .chain(ours -> ours ? Uni.createFrom().item(place) : ours(node)));
    }

    private Optional<Place> chosen(Optional<String> bound) {
        if (bound.isPresent()) {
            return node(bound.get()).flatMap(Node::place);
        }
        return choice.of(nodes.values().stream().map(Node::option).toList()).flatMap(Node::place);
    }

    private boolean isComing(Optional<String> bound) {
        return bound.map(id -> node(id).stream()).orElseGet(() -> nodes.values().stream().filter(Node::isConfigured))
                .anyMatch(node -> node.isComing(firstConnectWait));
    }

    /** What is there now, or comes while it is worth waiting for. */
    private <T> Uni<T> reachable(Supplier<Optional<T>> look, BooleanSupplier isComing, ErrorCode otherwise) {
        return Uni.createFrom().deferred(() -> {
            Optional<T> now = look.get();
            if (now.isPresent()) {
                return found(now, otherwise);
            }
            return awaited(look, isComing).ifNoItem().after(firstConnectWait).recoverWithItem(Optional::empty)
                    .chain(later -> found(later, otherwise));
        });
    }

    private <T> Uni<Optional<T>> awaited(Supplier<Optional<T>> look, BooleanSupplier isComing) {
        return Uni.createFrom().emitter(emitter -> {
            Runnable again = () -> {
                // One line may go, and another one come, between two questions.
                boolean isExpected = isComing.getAsBoolean();
                Optional<T> there = look.get();
                if (there.isPresent() || !isExpected && !isComing.getAsBoolean()) {
                    emitter.complete(there);
                }
            };
            emitter.onTermination(() -> waiting.remove(again));
            waiting.add(again);
            again.run();
        });
    }

    private static <T> Uni<T> found(Optional<T> there, ErrorCode otherwise) {
        return there.map(Uni.createFrom()::item).orElseGet(() -> Uni.createFrom().failure(Failure.of(otherwise)));
    }

    /** When a node is not new any more, nobody waits for it any longer. */
    private void lookAgain() {
        if (vertx != null) {
            vertx.setTimer(firstConnectWait.toMillis() + 1, now -> changed());
        }
    }

    /** There is news: whoever waits looks again. */
    void changed() {
        waiting.forEach(Runnable::run);
    }

    private void refresh(Node node) {
        if (node.isUp()) {
            node.refresh().subscribe().with(done -> {
            }, failure -> LOG.debugf("%s: the books could not be compared: %s", node.url(), failure.toString()));
        }
    }
}
