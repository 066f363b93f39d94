package io.mediary.api;

import java.util.Optional;
import java.util.concurrent.Executor;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.ConnectionConfig;
import io.mediary.config.LimitsConfig;
import io.mediary.connection.ClientConnections;
import io.mediary.connection.CloseCode;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * The WebSocket {@code /v1/ws}. All callbacks of one socket run on its event loop, in the order of its messages; what
 * they start runs concurrently.
 */
@Singleton
@WebSocket(path = "/v1/ws", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class WebSocketDoor {

    private static final Logger LOG = Logger.getLogger(WebSocketDoor.class);
    private static final TypedKey<Conversation> CONVERSATION = new TypedKey<>("io.mediary.conversation");

    private final Conversation.Parts parts;

    WebSocketDoor(Vertx vertx, ObjectMapper json, LimitsConfig limits, ConnectionConfig config,
            ClientConnections connections) {
        parts = new Conversation.Parts(vertx, json, new EnvelopeReader(json, limits.messageSize().asLongValue()),
                limits,
                config, connections);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection socket) {
        Context context = Vertx.currentContext();
        Executor loop = task -> context.runOnContext(ignored -> task.run());
        socket.userData().put(CONVERSATION, new Conversation(parts, socket, loop,
                socket.userData().get(SocketUpgrade.PEER),
                Optional.ofNullable(socket.userData().get(SocketUpgrade.PRINCIPAL))));
    }

    @OnTextMessage
    @NonBlocking
    void received(String text, WebSocketConnection socket) {
        Conversation conversation = socket.userData().get(CONVERSATION);
        try {
            conversation.received(text);
        } catch (RuntimeException ours) {
            LOG.errorf(ours, "a message of socket %s was not understood", socket.id());
        }
    }

    @OnBinaryMessage
    @NonBlocking
    void received(Buffer bytes, WebSocketConnection socket) {
        socket.userData().get(CONVERSATION).receivedBinary();
    }

    @OnClose
    @NonBlocking
    void closed(WebSocketConnection socket, CloseReason reason) {
        socket.userData().get(CONVERSATION).closed(reason.getCode());
    }

    /**
     * The wire failed. A frame that is too long or broken has closed the socket already (1009, 1002); a message in many
     * frames that is too long has not.
     */
    @OnError
    @NonBlocking
    void failed(Throwable failure, WebSocketConnection socket) {
        LOG.debugf(failure, "socket %s", socket.id());
        Conversation conversation = socket.userData().get(CONVERSATION);
        if (failure instanceof IllegalStateException && conversation != null && socket.isOpen()) {
            conversation.close(CloseCode.TOO_BIG, "message too large");
        }
    }
}
