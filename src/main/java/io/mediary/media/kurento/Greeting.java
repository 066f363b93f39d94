package io.mediary.media.kurento;

import java.util.Optional;

import org.kurento.jsonrpc.JsonRpcErrorException;

import com.google.gson.JsonObject;

import io.smallrye.mutiny.Uni;

/** The first words over a socket to a media server. Thread-safe: only pure functions. */
final class Greeting {

    private Greeting() {
    }

    /**
     * Has a Kurento session for a socket.
     *
     * @param former the one that is wanted; fails where the server does not know it ({@link #isUnknownSession}). Empty: a new one
     * @param epoch of whoever owns it
     */
    static Uni<KurentoSession> connect(Transport transport, Optional<String> former, long epoch) {
        JsonObject params = new JsonObject();
        former.ifPresent(id -> params.addProperty("sessionId", id));
        return transport.call("connect", params).map(result -> {
            JsonObject welcome = result.getAsJsonObject();
            return new KurentoSession(welcome.get("sessionId").getAsString(), welcome.get("serverId").getAsString(),
                    epoch);
        });
    }

    /** Whether a server refused a Kurento session because it does not know it. */
    static boolean isUnknownSession(Throwable failure) {
        return failure instanceof JsonRpcErrorException error && error.getCode() == Fault.INVALID_SESSION;
    }

    /**
     * Asks for a sign of life.
     *
     * @param promise ms between pings, as the server is told; 0: not told
     */
    static Uni<Void> ping(Transport transport, int promise) {
        JsonObject params = new JsonObject();
        if (promise > 0) {
            params.addProperty("interval", promise);
        }
        return transport.call("ping", params).replaceWithVoid();
    }

    /** Closes the transport's Kurento session: what nobody else refers to is gone then. */
    static Uni<Void> farewell(Transport transport) {
        return transport.call("closeSession", new JsonObject()).replaceWithVoid();
    }
}
