package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** All media servers of this instance. Thread-safe. */
final class Nodes {

    private static final Logger LOG = Logger.getLogger(Nodes.class);

    private final Map<String, Node> nodes;
    private final Duration firstConnectWait;
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile boolean tried;

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
            tried = true;
            changed();
        });
        vertx.setPeriodic(Math.max(1, interval.toMillis()), now -> nodes.values().forEach(this::refresh));
    }

    Uni<Void> close() {
        return Uni.join().all(nodes.values().stream().map(Node::close).toList()).andCollectFailures()
                .replaceWithVoid();
    }

    /** A node by its id. */
    Optional<Node> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** {@link io.mediary.media.MediaPlane#choose}. */
    Uni<Place> choose(Optional<String> node) {
        return Uni.createFrom().deferred(() -> {
            Optional<Place> place = place(node);
            if (place.isPresent() || tried) {
                return found(place);
            }
            return settled().ifNoItem().after(firstConnectWait).recoverWithItem((Void) null)
                    .chain(() -> found(place(node)));
        });
    }

    /**
     * The line that made an endpoint, if it is this instance's, else any to the same node.
     *
     * @throws Failure {@code no_mediaserver} for a node that is not configured, {@code unavailable} where no line is up
     */
    Line lineFor(Endpoint endpoint) {
        Node node = node(endpoint.place().node()).orElseThrow(() -> Failure.of(ErrorCode.NO_MEDIASERVER));
        return node.line(endpoint.place().line()).or(() -> node.anyLine(endpoint.endpoint()))
                .orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE));
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

    private static Uni<Place> found(Optional<Place> place) {
        return place.map(Uni.createFrom()::item)
                .orElseGet(() -> Uni.createFrom().failure(Failure.of(ErrorCode.NO_MEDIASERVER)));
    }

    /** Completes with the next change that brings a node up, or ends the time in which nothing was tried yet. */
    private Uni<Void> settled() {
        return Uni.createFrom().emitter(emitter -> {
            Runnable wake = () -> emitter.complete(null);
            emitter.onTermination(() -> waiting.remove(wake));
            waiting.add(wake);
            if (isSettled()) {
                wake.run();
            }
        });
    }

    private boolean isSettled() {
        return tried || nodes.values().stream().anyMatch(Node::isUp);
    }

    private void changed() {
        if (isSettled()) {
            tried = true;
            waiting.forEach(Runnable::run);
        }
    }

    private void refresh(Node node) {
        if (node.isUp()) {
            node.refresh().subscribe().with(done -> {
            }, failure -> LOG.debugf("%s: the books could not be compared: %s", node.url(), failure.toString()));
        }
    }
}
