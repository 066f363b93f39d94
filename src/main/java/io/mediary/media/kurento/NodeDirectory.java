package io.mediary.media.kurento;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.mediary.media.MediaNode;
import io.mediary.media.MediaNodes;
import io.smallrye.mutiny.Uni;

/** The registry's nodes, as administrators see them. Thread-safe. */
final class NodeDirectory implements MediaNodes {

    private final NodeRegistry registry;
    private final NodeWatch watch;

    NodeDirectory(NodeRegistry registry, NodeWatch watch) {
        this.registry = registry;
        this.watch = watch;
    }

    @Override
    public Uni<List<MediaNode>> all() {
        return registry.known(Set.of(), Set.of()).chain(registry::read).map(entries -> entries.stream()
                .map(NodeEntry::node).sorted(Comparator.comparing(MediaNode::url)).toList());
    }

    @Override
    public Uni<Optional<MediaNode>> find(String id) {
        return registry.read(Set.of(id)).map(entries -> entries.stream().map(NodeEntry::node).findFirst());
    }

    /** The look that follows tells the change, and lets this instance heed it at once. */
    @Override
    public Uni<Boolean> drain(String id, boolean on) {
        return registry.drain(id, on).invoke(watch::lookNow);
    }
}
