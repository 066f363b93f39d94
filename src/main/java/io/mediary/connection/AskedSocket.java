package io.mediary.connection;

import java.util.List;

import io.mediary.event.Subscription;
import io.smallrye.mutiny.Uni;

/** A socket's connection, as the reader of its inbox sees it. */
record AskedSocket(ClientConnection connection, Subscriptions subscriptions) implements InboxReader.Client {

    @Override
    public String id() {
        return connection.id();
    }

    @Override
    public void request(ClientRequest request, ClientRequests.Waiting waiting) {
        connection.request(request, waiting);
    }

    @Override
    public Uni<Long> listen(List<Subscription> wanted) {
        return subscriptions.listen(connection, wanted);
    }
}
