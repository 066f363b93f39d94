package io.mediary.embedded.engine;

import java.util.Optional;
import java.util.Set;

/**
 * A node of the media graph: it takes media in from at most one source for each kind and hands it on to any number of
 * sinks. Connections may be made before anything was negotiated. All methods may be called from any thread and return
 * at once.
 */
public interface Element extends AutoCloseable {

    /** Connects this element's output of {@code kind} to {@code sink}, displacing the source that the sink had. */
    void connect(MediaKind kind, Element sink);

    /** Cuts the connection of {@code kind} to {@code sink}; does nothing where there is none. */
    void disconnect(MediaKind kind, Element sink);

    /** The element whose output of {@code kind} comes in here. */
    Optional<Element> source(MediaKind kind);

    /** The elements that this element's output of {@code kind} goes to. */
    Set<Element> sinks(MediaKind kind);

    /** Cuts all connections and releases ports, keys and threads. Closing twice does nothing. */
    @Override
    void close();
}
