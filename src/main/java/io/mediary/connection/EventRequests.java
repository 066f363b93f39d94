package io.mediary.connection;

import io.mediary.event.Delivered;

/** Events of one connection as requests to its client; the answers move its position. On its event loop. */
final class EventRequests implements EventWindow.Out {

    private final ConnectionParts parts;
    private final ClientConnection connection;
    private final ClientRequests requests;
    private final ClientSocket socket;

    EventRequests(ConnectionParts parts, ClientConnection connection, ClientRequests requests, ClientSocket socket) {
        this.parts = parts;
        this.connection = connection;
        this.requests = requests;
        this.socket = socket;
    }

    @Override
    public void send(Delivered event, Runnable answered) {
        long tid = requests.open(answer -> {
            parts.delivery().acknowledged(connection.id(), event.partition(), event.position());
            parts.positions().changed(connection);
            parts.subscriptions().forgetEnded(connection, event.data());
            answered.run();
        });
        socket.request(tid, ClientRequest.event(event.data()));
    }

    @Override
    public void exhausted() {
        socket.close(CloseCode.TRY_LATER, "events are read too slowly");
    }
}
