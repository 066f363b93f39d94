package io.mediary.media.kurento;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.mediary.media.NodeEvents;
import io.mediary.media.kurento.NodeEntry.News;
import io.mediary.media.kurento.NodeRegistry.Sight;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Looks at all media servers again and again: tells the other instances what this one sees, learns what they see, and does
 * what falls to this one: telling of losses and changes, and letting go of what nobody uses any more. Thread-safe.
 */
final class NodeWatch {

    private static final Logger LOG = Logger.getLogger(NodeWatch.class);
    private static final int LOOKS_UNTIL_DEATH = 3;
    private static final long MARGIN_MS = 20;
    private static final Duration TELLING = Duration.ofSeconds(4);

    private final Nodes nodes;
    private final NodeRegistry registry;
    private final Losses losses;
    private final NodeEvents events;
    private final Vertx vertx;
    private final Duration deadAfter;
    private final Set<String> telling = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean again;
    private volatile boolean closed;

    /** A watch that does not look yet. */
    NodeWatch(Nodes nodes, NodeRegistry registry, Losses losses, NodeEvents events, Vertx vertx, Duration deadAfter) {
        this.nodes = nodes;
        this.registry = registry;
        this.losses = losses;
        this.events = events;
        this.vertx = vertx;
        this.deadAfter = deadAfter;
    }

    /** Looks until {@link #close}. */
    void open() {
        if (!closed) {
            look().subscribe().with(this::later, failure -> {
                LOG.debugf("The media servers could not be looked at: %s", failure.toString());
                later(interval());
            });
        }
    }

    void close() {
        closed = true;
    }

    /** Looks now, beside the regular looks; at most one such look is under way, and one more waits. */
    void lookNow() {
        if (closed) {
            return;
        }
        if (!looking.compareAndSet(false, true)) {
            again = true;
            return;
        }
        again = false;
        look().onTermination().invoke(() -> looking.set(false)).subscribe().with(done -> {
            if (again) {
                lookNow();
            }
        }, failure -> LOG.debugf("The media servers could not be looked at: %s", failure.toString()));
    }

    private Duration interval() {
        return deadAfter.dividedBy(LOOKS_UNTIL_DEATH);
    }

    private void later(Duration pause) {
        vertx.setTimer(Math.max(1, pause.toMillis()), now -> open());
    }

    /**
     * What is looked at is among those that all know before: else nobody would know of one that only we used, and only for a moment.
     *
     * @return the pause before the next look
     */
    private Uni<Duration> look() {
        List<Node> here = nodes.all();
        return registry.known(here.stream().map(Node::id).collect(Collectors.toSet()), Set.of()).chain(known -> {
            Map<String, Sight> sights = sights(here, known);
            return registry.look(List.copyOf(sights.values())).chain(entries -> {
                entries.forEach(entry -> took(sights.get(entry.node().id()), entry));
                nodes.changed();
                return forgotten(sights.keySet(), entries).replaceWith(pause(entries));
            });
        });
    }

    private Map<String, Sight> sights(List<Node> here, Set<String> known) {
        Map<String, Sight> sights = new HashMap<>();
        boolean judging = nodes.isSettled();
        here.forEach(node -> sights.put(node.id(), node.sight(judging)));
        known.forEach(id -> sights.computeIfAbsent(id, unseen -> unseen(id, judging)));
        return sights;
    }

    private Sight unseen(String id, boolean judging) {
        return new Sight(id, Optional.empty(), Optional.empty(), "", "", "", "", 0, 0, judging, losses.isTelling(id));
    }

    private void took(Sight from, NodeEntry entry) {
        String id = entry.node().id();
        boolean isUsed = !entry.isDown() && (entry.configured() || entry.node().sessions() > 0);
        Optional<Node> node = nodes.node(id);
        if (node.isEmpty() && isUsed) {
            LOG.infof("Media server %s is used by others", entry.node().url());
            nodes.add(entry.address());
        }
        node.ifPresent(known -> {
            known.saw(from, entry);
            if (!known.isConfigured() && !isUsed && known.load() == 0 && known.demand().pending() == 0) {
                nodes.remove(known);
            }
        });
        if (entry.isDuty() && !losses.isTelling(id)) {
            tellLoss(entry);
        }
        entry.news().ifPresent(news -> tell(id, news));
    }

    private void tellLoss(NodeEntry entry) {
        String url = entry.node().url().toString();
        LOG.warnf("Media server %s: what was made there before is over, which falls to this instance to tell", url);
        losses.tell(entry.node().id(), "").subscribe().with(
                done -> LOG.infof("Media server %s: what it had has ended", url),
                failure -> LOG.warnf(
                        "Media server %s: not everything that it had could be ended, which is tried again: %s",
                        url, failure.toString()));
    }

    private void tell(String id, News news) {
        if (telling.add(id)) {
            events.changed(news.node(), news.reason()).ifNoItem().after(TELLING).fail()
                    .chain(() -> registry.told(id, news.number()))
                    .onTermination().invoke(() -> telling.remove(id)).subscribe().with(more -> {
                        if (more) {
                            lookNow();
                        }
                    }, failure -> LOG.warnf(
                            "A change of the media server %s could not be told, which is tried again: %s",
                            news.node().url(), failure.toString()));
        }
    }

    /** What the registry knows no more leaves the set, unless this instance is told to use it. */
    private Uni<Void> forgotten(Set<String> asked, List<NodeEntry> entries) {
        Set<String> gone = new HashSet<>(asked);
        entries.forEach(entry -> gone.remove(entry.node().id()));
        List<Node> ours = new ArrayList<>();
        gone.forEach(id -> nodes.node(id).ifPresent(ours::add));
        ours.stream().filter(node -> !node.isConfigured()).forEach(nodes::remove);
        ours.stream().filter(Node::isConfigured).map(Node::id).forEach(gone::remove);
        return gone.isEmpty() ? Uni.createFrom().voidItem() : registry.known(Set.of(), gone).replaceWithVoid();
    }

    /** Where a node may be dead before the next regular look, the look comes when it is. */
    private Duration pause(List<NodeEntry> entries) {
        long regular = interval().toMillis();
        long soonest = entries.stream().filter(entry -> !entry.isDown())
                .mapToLong(entry -> deadAfter.toMillis() - entry.quiet() + MARGIN_MS)
                .filter(left -> left > 0).min().orElse(regular);
        return Duration.ofMillis(Math.min(regular, soonest));
    }
}
