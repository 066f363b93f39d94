package io.mediary.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.ConnectionConfig;
import io.mediary.config.LimitsConfig;
import io.mediary.connection.ClientAnswer;
import io.mediary.connection.ClientConnection;
import io.mediary.connection.ClientConnections;
import io.mediary.connection.ClientRequest;
import io.mediary.connection.ClientSocket;
import io.mediary.connection.CloseCode;
import io.mediary.connection.Peer;
import io.mediary.function.Answer;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.ErrorCode;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Vertx;

/**
 * What goes over one socket: requests of the client with their acks and answers, requests of the server with theirs.
 * Confined to the socket's event loop.
 */
final class Conversation implements ClientSocket {

    private static final Logger LOG = Logger.getLogger(Conversation.class);

    /** What all conversations of this instance share. */
    record Parts(Vertx vertx, ObjectMapper json, EnvelopeReader reader, LimitsConfig limits, ConnectionConfig config,
            ClientConnections connections) {
    }

    private final Parts parts;
    private final WebSocketConnection socket;
    private final Outbox outbox;
    private final ClientConnection connection;
    /** The client's requests that have no answer yet, with the timers of their acks. */
    private final Map<JsonNode, Long> inFlight = new HashMap<>();
    private Optional<CloseReason> whenAnswered = Optional.empty();
    private boolean takesNoMore;
    private boolean closing;

    Conversation(Parts parts, WebSocketConnection socket, Executor loop, Peer peer, Optional<Principal> who) {
        this.parts = parts;
        this.socket = socket;
        outbox = new Outbox(socket::sendText, loop, parts.config().outboundBytes(),
                () -> close(CloseCode.TRY_LATER, "the client does not read"));
        connection = parts.connections().open(this, loop, peer, who);
    }

    /** A text message came. */
    void received(String text) {
        Envelope message = parts.reader().read(text);
        if (message instanceof Envelope.Call call) {
            call(call);
        } else if (message instanceof Envelope.Reply reply) {
            connection.answered(reply.tid(), new ClientAnswer(reply.ok(), reply.data()));
        } else if (message instanceof Envelope.Ack ack) {
            connection.acked(ack.tid());
        } else if (message instanceof Envelope.Malformed malformed) {
            refuse(malformed.tid(), malformed.code(), malformed.detail());
        }
    }

    /** A message came that is no text. */
    void receivedBinary() {
        refuse(Optional.empty(), ErrorCode.INVALID_PARAMETERS, "");
    }

    /** The socket is gone; {@code code} as the far end said it. */
    void closed(int code) {
        outbox.close();
        inFlight.values().forEach(parts.vertx()::cancelTimer);
        inFlight.clear();
        connection.closed(!closing && code == CloseCode.NORMAL.code());
        closing = true;
    }

    @Override
    public void request(long tid, ClientRequest request) {
        ObjectNode message = parts.json().createObjectNode();
        message.put("class", request.commandClass());
        request.subclass().ifPresent(subclass -> message.put("subclass", subclass));
        message.put("cmd", request.cmd());
        message.set("data", request.data());
        message.put("tid", tid);
        send(message, () -> {
        });
    }

    @Override
    public void closeWhenAnswered(CloseCode code, String reason) {
        // What the server has asked for before is on its way first, the request to reconnect among it.
        outbox.afterwards(() -> {
            whenAnswered = Optional.of(new CloseReason(code.code(), reason));
            closeIfAnswered();
        });
    }

    @Override
    public void takeNoMore() {
        takesNoMore = true;
    }

    private void closeIfAnswered() {
        if (inFlight.isEmpty()) {
            whenAnswered.ifPresent(this::close);
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        close(new CloseReason(code.code(), reason));
    }

    private void close(CloseReason reason) {
        if (closing) {
            return;
        }
        closing = true;
        outbox.close();
        socket.close(reason).subscribe().with(done -> {
        }, failure -> LOG.debugf("socket %s was closed before: %s", socket.id(), failure.getMessage()));
    }

    private void call(Envelope.Call call) {
        if (closing || takesNoMore) {
            return;
        }
        if (inFlight.containsKey(call.tid())) {
            refuse(Optional.empty(), ErrorCode.INVALID_PARAMETERS, "");
            return;
        }
        if (inFlight.size() >= parts.limits().requestsInFlight()) {
            refuse(Optional.of(call.tid()), ErrorCode.TOO_MANY_REQUESTS, "");
            return;
        }
        inFlight.put(call.tid(), timer(call.tid(), parts.config().ackAfter().toMillis()));
        connection.run(call.commandClass(), call.subclass(), call.cmd(), call.data(),
                answer -> answer(call.tid(), answer));
    }

    private void answer(JsonNode tid, Answer answer) {
        Optional.ofNullable(inFlight.get(tid)).ifPresent(parts.vertx()::cancelTimer);
        // In flight until the wire has taken it: who does not read cannot ask for ever more.
        send(response(Optional.of(tid), answer), () -> {
            inFlight.remove(tid);
            closeIfAnswered();
        });
    }

    private void refuse(Optional<JsonNode> tid, ErrorCode code, String detail) {
        send(response(tid, new Answer.Error(code, code.text(detail))), () -> {
        });
    }

    private ObjectNode response(Optional<JsonNode> tid, Answer answer) {
        ObjectNode message = parts.json().createObjectNode();
        if (answer instanceof Answer.Error error) {
            message.put("result", "error").putObject("data").put("code", error.code().code()).put("error",
                    error.text());
        } else if (answer instanceof Answer.Ok ok) {
            message.put("result", "ok");
            ok.data().ifPresent(data -> message.set("data", data));
        }
        tid.ifPresent(known -> message.set("tid", known));
        return message;
    }

    /** The first ack comes early; later ones keep the client waiting. */
    private long timer(JsonNode tid, long after) {
        return parts.vertx().setTimer(after, timer -> {
            if (inFlight.containsKey(tid)) {
                ObjectNode ack = parts.json().createObjectNode();
                ack.set("ack", tid);
                send(ack, () -> {
                });
                inFlight.put(tid, timer(tid, parts.config().ackedTimeout().toMillis() / 3));
            }
        });
    }

    private void send(ObjectNode message, Runnable sent) {
        outbox.send(message.toString(), sent);
    }
}
