package io.mediary.embedded.rpc;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One socket's end of the protocol: executes its requests one after the other on a worker, so answers come in the order
 * of the requests, and puts the socket's session into those that name none. Thread-safe.
 */
public final class Client {

    private static final Logger LOG = Logger.getLogger(Client.class);
    private static final int HOLD_AT = 256;
    private static final int RESUME_AT = 64;

    private final Wire wire;
    private final Methods methods;
    private final Executor workers;
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean held;
    private boolean closed;
    private volatile Session session;

    Client(Wire wire, Methods methods, Executor workers) {
        this.wire = wire;
        this.methods = methods;
        this.workers = workers;
    }

    /** Takes a message of the socket and returns at once. */
    public void message(String text) {
        synchronized (waiting) {
            if (closed) {
                return;
            }
            waiting.add(text);
            if (waiting.size() >= HOLD_AT && !held) {
                held = true;
                wire.hold(true);
            }
            if (busy) {
                return;
            }
            busy = true;
        }
        workers.execute(this::next);
    }

    /** The socket is closed: its waiting requests are forgotten; its session lives on. */
    public void closed() {
        synchronized (waiting) {
            closed = true;
            waiting.clear();
        }
        Session last = session;
        if (last != null) {
            last.unroute(this);
        }
    }

    /** An open socket keeps its session alive, whether its client says anything or not. */
    void keepAlive() {
        Session current = session;
        if (current != null) {
            methods.media().keepAlive(current);
        }
    }

    /** Sends an event. */
    void send(String event) {
        wire.send(event);
    }

    private void next() {
        String text;
        synchronized (waiting) {
            text = waiting.poll();
            if (text == null) {
                busy = false;
                return;
            }
            if (held && waiting.size() <= RESUME_AT) {
                held = false;
                wire.hold(false);
            }
        }
        try {
            handle(text);
        } finally {
            workers.execute(this::next);
        }
    }

    private void handle(String text) {
        Optional<Request> request;
        try {
            request = Request.parse(text);
        } catch (RpcException e) {
            wire.send(Json.write(failed(NullNode.instance, e)));
            return;
        }
        if (request.isEmpty()) {
            closed();
            wire.drop();
            return;
        }
        wire.send(answer(request.get()));
    }

    private String answer(Request request) {
        try {
            Session named = sessionOf(request);
            if (named == null || request.notification()) {
                return Json.write(executed(named, request));
            }
            Optional<String> earlier = named.answers().find(request.id());
            if (earlier.isPresent()) {
                return earlier.get();
            }
            String answer = Json.write(executed(named, request));
            named.answers().put(request.id(), answer);
            return answer;
        } catch (RpcException e) {
            return Json.write(failed(request.id(), e));
        }
    }

    private ObjectNode executed(Session named, Request request) {
        JsonNode result;
        try {
            result = switch (request.method()) {
                case "ping" -> methods.ping(named);
                case "connect" -> methods.connect(named);
                default -> methods.execute(named, request);
            };
        } catch (RpcException e) {
            return failed(request.id(), e);
        } catch (RuntimeException e) {
            LOG.warnf(e, "%s failed", request.method());
            return failed(request.id(), new RpcException(RpcException.INTERNAL_ERROR, null,
                    "Unexpected error while processing method: " + e.getMessage()));
        }
        if (request.notification()) {
            ObjectNode answer = failed(request.id(), new RpcException(RpcException.SERVER_ERROR, null,
                    "Ignoring response because of a notification request"));
            answer.withObject("/error").set("data", result);
            return answer;
        }
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        answer.set("id", request.id());
        answer.set("result", result);
        return answer;
    }

    /** The session of a request, which becomes the socket's own; null for a `ping` before there is one. */
    private Session sessionOf(Request request) throws RpcException {
        Optional<String> id = request.sessionId().or(() -> Optional.ofNullable(session).map(Session::id));
        Session found;
        if (id.isPresent() && request.method().equals("connect")) {
            found = methods.media().known(id.get());
        } else if (id.isPresent()) {
            found = methods.media().session(id.get());
        } else if (request.method().equals("ping")) {
            return null;
        } else {
            found = methods.newSession();
        }
        Session former = session;
        session = found;
        found.route(this);
        if (former != null && former != found) {
            former.unroute(this);
        }
        return found;
    }

    private static ObjectNode failed(JsonNode id, RpcException e) {
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.set("error", e.toJson());
        return answer;
    }
}
