package io.mediary.embedded.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sctp.DataMessage;

/** Hands on what it gets: a fixed point in the graph, around which connections change. */
final class PassThroughElement extends GraphElement {

    private final Consumer<GraphElement> onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    PassThroughElement(Graph graph, Consumer<GraphElement> onClose) {
        super(graph);
        this.onClose = onClose;
    }

    @Override
    void media(MediaKind kind, MediaPacket packet) {
        forward(kind, packet);
    }

    @Override
    void report(MediaKind kind, SenderReport report, Object stream) {
        forward(kind, report, stream);
    }

    @Override
    void data(DataMessage message) {
        forward(message);
    }

    @Override
    void sourceChanged(MediaKind kind) {
        link(kind).sinks().forEach(s -> s.sourceChanged(kind));
    }

    @Override
    void keyFrameWanted() {
        link(MediaKind.VIDEO).source().ifPresent(GraphElement::keyFrameWanted);
    }

    @Override
    long takes() {
        return slowestSink();
    }

    @Override
    boolean endsHere() {
        return false;
    }

    @Override
    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            graph().remove(this);
            onClose.accept(this);
        }
    }
}
