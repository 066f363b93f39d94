package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** All media servers of this instance. Thread-safe. */
final class Nodes {

    private static final Logger LOG = Logger.getLogger(Nodes.class);

    private final Map<String, Node> nodes;
    private final Duration firstConnectWait;
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile boolean starting = true;

    /**
     * Nodes that are not open yet.
     *
     * @param make the nodes, each with what it is to run when one of its lines came up, went down or failed to come up
     */
    Nodes(Function<Runnable, List<Node>> make, Duration firstConnectWait) {
        this.firstConnectWait = firstConnectWait;
        this.nodes = make.apply(this::changed).stream().collect(Collectors.toMap(Node::id, Function.identity()));
    }

    /**
     * Opens the lines and starts to compare the books. Loads kurento-client: not for event loops.
     *
     * @param interval between two comparisons
     */
    void open(Vertx vertx, Duration interval) {
        nodes.values().forEach(Node::open);
        vertx.setTimer(firstConnectWait.toMillis() + 1, now -> {
            starting = false;
            changed();
        });
        vertx.setPeriodic(Math.max(1, interval.toMillis()), now -> nodes.values().forEach(this::refresh));
    }

    Uni<Void> close() {
        return Uni.join().all(nodes.values().stream().map(Node::close).toList()).andCollectFailures()
                .replaceWithVoid();
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
        return reachable(() -> place(node), ErrorCode.NO_MEDIASERVER);
    }

    /**
     * The line of a place, if it is this instance's, else another one to the same node. Fails with
     * {@code no_mediaserver} for a node that is not configured, with {@code unavailable} where no line is up.
     *
     * @param key what it is for: the same key keeps to the same line
     */
    Uni<Line> lineFor(Place place, String key) {
        Node node = nodes.get(place.node());
        if (node == null) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.NO_MEDIASERVER));
        }
        return reachable(() -> node.line(place.line()).or(() -> node.anyLine(key)),
                ErrorCode.UNAVAILABLE);
    }

    /**
     * The line of a place that this instance chose.
     *
     * @throws Failure {@code unavailable} where it is not up any more
     */
    Line line(Place place) {
        return node(place.node()).flatMap(node -> node.line(place.line()))
                .orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE));
    }

    private Optional<Place> place(Optional<String> bound) {
        if (bound.isPresent()) {
            return node(bound.get()).flatMap(Node::place);
        }
        List<Node> usable = nodes.values().stream().filter(Node::isUp).toList();
        return usable.isEmpty() ? Optional.empty() : lessLoaded(usable).place();
    }

    /** Power of two choices: nearly as even as looking at all, and no herd runs to the same one. */
    private static Node lessLoaded(List<Node> usable) {
        int first = ThreadLocalRandom.current().nextInt(usable.size());
        int second = (first + 1 + ThreadLocalRandom.current().nextInt(Math.max(1, usable.size() - 1))) % usable.size();
        Node one = usable.get(first);
        Node other = usable.get(second);
        return other.load() < one.load() ? other : one;
    }

    /** What is there now, or comes while the instance is starting. */
    private <T> Uni<T> reachable(Supplier<Optional<T>> look, ErrorCode otherwise) {
        return Uni.createFrom().deferred(() -> {
            Optional<T> now = look.get();
            if (now.isPresent() || !starting) {
                return found(now, otherwise);
            }
            return awaited(look).ifNoItem().after(firstConnectWait).recoverWithItem(Optional::empty)
                    .chain(later -> found(later, otherwise));
        });
    }

    private <T> Uni<Optional<T>> awaited(Supplier<Optional<T>> look) {
        return Uni.createFrom().emitter(emitter -> {
            Runnable again = () -> {
                Optional<T> there = look.get();
                if (there.isPresent() || !starting) {
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

    private void changed() {
        waiting.forEach(Runnable::run);
    }

    private void refresh(Node node) {
        if (node.isUp()) {
            node.refresh().subscribe().with(done -> {
            }, failure -> LOG.debugf("%s: the books could not be compared: %s", node.url(), failure.toString()));
        }
    }
}
