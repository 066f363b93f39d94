package io.mediary.embedded.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The connections of an element for one kind of media. Written under the lock of the {@link Graph}, read without. */
final class Link {

    private volatile GraphElement source;
    private volatile List<GraphElement> sinks = List.of();

    Optional<GraphElement> source() {
        return Optional.ofNullable(source);
    }

    List<GraphElement> sinks() {
        return sinks;
    }

    void source(GraphElement element) {
        source = element;
    }

    void add(GraphElement sink) {
        List<GraphElement> more = new ArrayList<>(sinks);
        if (!more.contains(sink)) {
            more.add(sink);
        }
        sinks = List.copyOf(more);
    }

    void remove(GraphElement sink) {
        sinks = sinks.stream().filter(s -> s != sink).toList();
    }
}
