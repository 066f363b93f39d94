package io.mediary.embedded.engine;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sctp.DataMessage;

/** What all elements have in common: their connections, and the ways media go down and requests go up along them. */
abstract class GraphElement implements Element {

    private final Graph graph;
    private final Link audio = new Link();
    private final Link video = new Link();
    private final Link data = new Link();

    GraphElement(Graph graph) {
        this.graph = graph;
    }

    @Override
    public void connect(MediaKind kind, Element sink) {
        graph.connect(kind, this, own(sink));
    }

    @Override
    public void disconnect(MediaKind kind, Element sink) {
        graph.disconnect(kind, this, own(sink));
    }

    @Override
    public Optional<Element> source(MediaKind kind) {
        return link(kind).source().map(s -> s);
    }

    @Override
    public Set<Element> sinks(MediaKind kind) {
        return new LinkedHashSet<>(link(kind).sinks());
    }

    Link link(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> audio;
            case VIDEO -> video;
            case DATA -> data;
        };
    }

    Graph graph() {
        return graph;
    }

    /** Hands media on to the sinks. */
    void forward(MediaKind kind, MediaPacket packet) {
        for (GraphElement sink : link(kind).sinks()) {
            sink.media(kind, packet);
        }
    }

    /** Hands a sender report on to the sinks. */
    void forward(MediaKind kind, SenderReport report, Object stream) {
        for (GraphElement sink : link(kind).sinks()) {
            sink.report(kind, report, stream);
        }
    }

    /** Hands a message on to the sinks. */
    void forward(DataMessage message) {
        for (GraphElement sink : link(MediaKind.DATA).sinks()) {
            sink.data(message);
        }
    }

    /** How many bits a second of video the slowest sink takes; Long.MAX_VALUE when none says so. */
    long slowestSink() {
        long slowest = Long.MAX_VALUE;
        for (GraphElement sink : link(MediaKind.VIDEO).sinks()) {
            slowest = Math.min(slowest, sink.takes());
        }
        return slowest;
    }

    /** Media from the source; called on the network's thread. */
    abstract void media(MediaKind kind, MediaPacket packet);

    /** The clocks of a stream from the source. */
    abstract void report(MediaKind kind, SenderReport report, Object stream);

    /** A message from the source. */
    abstract void data(DataMessage message);

    /** What comes in is, from now on, another stream or none. */
    abstract void sourceChanged(MediaKind kind);

    /** A sink needs a key frame. */
    abstract void keyFrameWanted();

    /** How many bits a second of video this element, or what hangs on it, takes. */
    abstract long takes();

    /** Whether media that come in leave the server here. */
    abstract boolean endsHere();

    abstract boolean isClosed();

    /** What is due from time to time, every 50 ms or so; by the engine's clock. Most elements have nothing to do. */
    void tick(long now) {
    }

    private GraphElement own(Element element) {
        if (element instanceof GraphElement other && other.graph == graph) {
            return other;
        }
        throw new IllegalArgumentException("an element of another engine");
    }
}
