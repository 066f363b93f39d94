package io.mediary.embedded.engine;

import java.util.HashSet;
import java.util.Set;

/** Changes the connections between the elements of one engine: each change is whole for whoever looks. Thread-safe. */
final class Graph {

    /** Connects, displacing the source that the sink had. A closed element is not connected. */
    void connect(MediaKind kind, GraphElement source, GraphElement sink) {
        synchronized (this) {
            if (source.isClosed() || sink.isClosed()) {
                return;
            }
            if (loops(kind, source, sink)) {
                throw new IllegalArgumentException("media would run in a circle that never leaves the server");
            }
            sink.link(kind).source().ifPresent(old -> old.link(kind).remove(sink));
            sink.link(kind).source(source);
            source.link(kind).add(sink);
        }
        sink.sourceChanged(kind);
    }

    /** Cuts a connection, if it is there. */
    void disconnect(MediaKind kind, GraphElement source, GraphElement sink) {
        synchronized (this) {
            if (sink.link(kind).source().orElse(null) != source) {
                return;
            }
            sink.link(kind).source(null);
            source.link(kind).remove(sink);
        }
        sink.sourceChanged(kind);
    }

    /** Cuts everything that leads to or from an element; it takes no connections any more. */
    void remove(GraphElement element) {
        for (MediaKind kind : MediaKind.values()) {
            element.link(kind).source().ifPresent(source -> disconnect(kind, source, element));
            element.link(kind).sinks().forEach(sink -> disconnect(kind, element, sink));
        }
    }

    private static boolean loops(MediaKind kind, GraphElement source, GraphElement sink) {
        return !source.endsHere() && reaches(kind, sink, source, new HashSet<>());
    }

    private static boolean reaches(MediaKind kind, GraphElement from, GraphElement wanted, Set<GraphElement> visited) {
        if (from == wanted) {
            return true;
        }
        return !from.endsHere() && visited.add(from)
                && from.link(kind).sinks().stream().anyMatch(s -> reaches(kind, s, wanted, visited));
    }
}
