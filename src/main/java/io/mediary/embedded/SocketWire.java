package io.mediary.embedded;

import java.util.concurrent.atomic.AtomicLong;

import io.mediary.embedded.rpc.Wire;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;

/** A WebSocket as the protocol's wire. A client that does not read what it is sent is dropped. Thread-safe. */
final class SocketWire implements Wire {

    private static final long MOST_UNSENT = 32L * 1024 * 1024;

    private final ServerWebSocket socket;
    private final HttpServerConnection connection;
    private final Context context = Vertx.currentContext();
    private final AtomicLong unsent = new AtomicLong();

    /** Made on the socket's event loop. */
    SocketWire(ServerWebSocket socket, HttpServerConnection connection) {
        this.socket = socket;
        this.connection = connection;
    }

    @Override
    public void send(String text) {
        if (socket.isClosed()) {
            return;
        }
        if (unsent.addAndGet(text.length()) > MOST_UNSENT) {
            drop();
            return;
        }
        socket.writeTextMessage(text).onComplete(sent -> unsent.addAndGet(-text.length()));
    }

    /** Vert.x's own handler would say goodbye first, so the closing starts below it. */
    @Override
    public void drop() {
        connection.channelHandlerContext().close();
    }

    @Override
    public void hold(boolean hold) {
        context.runOnContext(now -> {
            if (hold) {
                socket.pause();
            } else {
                socket.resume();
            }
        });
    }
}
