package io.mediary.embedded.rpc;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Kurento session: it holds references to objects, and its events go to the socket that sent its latest request. It
 * outlives its sockets. The fields without accessor are {@link MediaSet}'s and guarded by it.
 */
final class Session {

    private final String id;
    private final RequestCache answers = new RequestCache();
    private final AtomicReference<Client> client = new AtomicReference<>();

    /** The objects that this session references. */
    final Set<MediaObject> held = new HashSet<>();
    /** Whether it has referenced an object since it was last closed or collected: only then can it be connected to. */
    boolean known;
    /** Whether something happened since the last round of the garbage collector. */
    boolean used = true;

    Session(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    RequestCache answers() {
        return answers;
    }

    /** From now on events go to this socket. */
    void route(Client newest) {
        client.set(newest);
    }

    /** The socket has gone; events are lost until another one sends a request. */
    void unroute(Client closed) {
        client.compareAndSet(closed, null);
    }

    /** Sends an event to the newest socket, if there is one. */
    void send(String event) {
        Client newest = client.get();
        if (newest != null) {
            newest.send(event);
        }
    }
}
