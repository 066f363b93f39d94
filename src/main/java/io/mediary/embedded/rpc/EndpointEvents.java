package io.mediary.embedded.rpc;

import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.PeerListener;

/** Turns what any peer tells of its connection and its media into Kurento's events. Thread-safe. */
class EndpointEvents implements PeerListener {

    private volatile SdpEndpoint endpoint;

    /** Tells whose events these are; nobody can have subscribed before. */
    final void attach(SdpEndpoint newEndpoint) {
        endpoint = newEndpoint;
    }

    @Override
    public final void connectionState(boolean connected) {
        tell(e -> e.connectionState(connected));
    }

    @Override
    public final void mediaState(boolean connected) {
        tell(e -> e.mediaState(connected));
    }

    @Override
    public final void flowIn(MediaKind kind, boolean flowing) {
        tell(e -> e.flowIn(kind, flowing));
    }

    @Override
    public final void flowOut(MediaKind kind, boolean flowing) {
        tell(e -> e.flowOut(kind, flowing));
    }

    /** Sends an event of the endpoint. */
    final void emit(String event, ObjectNode data) {
        tell(e -> e.emit(event, data));
    }

    private void tell(Consumer<SdpEndpoint> event) {
        SdpEndpoint known = endpoint;
        if (known != null) {
            event.accept(known);
        }
    }
}
