package io.mediary.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.ConnectionConfig;
import io.mediary.event.Subscription;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.instance.Identity;
import io.mediary.store.Keys;
import io.mediary.store.NewRecord.ConnectionRef;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;

/**
 * Asks a client something, wherever its socket is: the request goes into the connection's inbox, the bell rings at the
 * instance of its socket, and the answer comes back over this instance's channel. A client that lost its socket gets it
 * when it resumes in time. Thread-safe.
 */
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);

    private record Question(UniEmitter<? super ClientAnswer> emitter, long timer) {
    }

    private final Vertx vertx;
    private final Scripts scripts;
    private final Identity identity;
    private final ObjectMapper json;
    private final ConnectionConfig config;
    private final Map<String, Question> questions = new ConcurrentHashMap<>();
    private final Map<String, String> entries = new ConcurrentHashMap<>();

    Inbox(Vertx vertx, Scripts scripts, Identity identity, ObjectMapper json, ConnectionConfig config) {
        this.vertx = vertx;
        this.scripts = scripts;
        this.identity = identity;
        this.json = json;
        this.config = config;
    }

    /**
     * Asks the client of a connection.
     *
     * @param user who asks; empty for an administrator or the system
     * @return the client's answer; fails with {@code session_not_found}, {@code unauthorized} (another user's
     *         connection), {@code too_many_requests} (its inbox is full), or {@code timeout}: 5 s without an answer or an
     *         ack, 180 s after an ack
     */
    public Uni<ClientAnswer> ask(String connection, Optional<String> user, ClientRequest request) {
        return ask(connection, user, encode(request));
    }

    /**
     * Has a connection listen, wherever its socket is, as if its client had subscribed; what the system has it listen to does not
     * count in the number of its subscriptions. When it completes, no later event is missed.
     *
     * @return the connection as it is now; fails with {@code session_not_found}, {@code too_many_requests}, or after 5 s with
     *         {@code timeout}: nobody holds its socket
     */
    public Uni<ConnectionRef> listen(String connection, List<Subscription> subscriptions) {
        ObjectNode text = json.createObjectNode();
        text.set(InboxReader.LISTEN, json.valueToTree(subscriptions));
        return ask(connection, Optional.empty(), text.toString()).map(answer -> {
            if (!answer.ok()) {
                throw Failure.of(ErrorCode.UNAVAILABLE);
            }
            return new ConnectionRef(connection, answer.data().path(InboxReader.EPOCH).asLong());
        });
    }

    private Uni<ClientAnswer> ask(String connection, Optional<String> user, String request) {
        return Uni.createFrom().deferred(() -> {
            String id = UUID.randomUUID().toString();
            Uni<ClientAnswer> answer = Uni.createFrom().emitter(emitter -> {
                questions.put(id, new Question(emitter, timer(id, config.answerTimeout())));
                put(id, connection, user, request);
            });
            return answer.onTermination().invoke(() -> forget(id, connection));
        });
    }

    private void put(String id, String connection, Optional<String> user, String request) {
        long kept = config.answerTimeout().plus(config.ackedTimeout()).toMillis();
        scripts.run("connection_ask", List.of(Keys.connection(connection)),
                List.of(connection, user.orElse(""), id, identity.id(), request,
                        Integer.toString(config.inbox()), Long.toString(kept)))
                .subscribe().with(answer -> {
                    Optional<String> refused = ConnectionRecords.word(answer);
                    if (refused.isPresent()) {
                        fail(id, Failure.of(switch (refused.get()) {
                            case "gone" -> ErrorCode.SESSION_NOT_FOUND;
                            case "other" -> ErrorCode.UNAUTHORIZED;
                            default -> ErrorCode.TOO_MANY_REQUESTS;
                        }));
                    } else {
                        entries.put(id, answer.get(0).toString());
                        if (!questions.containsKey(id)) {
                            forget(id, connection);
                        }
                    }
                }, failure -> fail(id, failure));
    }

    /** A line came over this instance's channel: an answer or an ack to one of its questions. */
    void replied(String id, String text) {
        try {
            JsonNode reply = json.readTree(text);
            if (reply.path("ack").asBoolean()) {
                questions.computeIfPresent(id, (same, question) -> {
                    vertx.cancelTimer(question.timer());
                    return new Question(question.emitter(), timer(id, config.ackedTimeout()));
                });
            } else {
                take(id).ifPresent(question -> {
                    entries.remove(id);
                    JsonNode data = reply.get("data");
                    question.emitter().complete(
                            new ClientAnswer(reply.path("ok").asBoolean(),
                                    data == null ? MissingNode.getInstance() : data));
                });
            }
        } catch (JsonProcessingException e) {
            LOG.warnf("a reply on this instance's channel is not JSON: %s", e.getOriginalMessage());
        }
    }

    private long timer(String id, Duration after) {
        return vertx.setTimer(after.toMillis(), timer -> fail(id, Failure.of(ErrorCode.TIMEOUT)));
    }

    private void fail(String id, Throwable failure) {
        take(id).ifPresent(question -> question.emitter().fail(failure));
    }

    private Optional<Question> take(String id) {
        Optional<Question> question = Optional.ofNullable(questions.remove(id));
        question.ifPresent(taken -> vertx.cancelTimer(taken.timer()));
        return question;
    }

    /** Nobody waits any more: what the client has not answered need not reach it. */
    private void forget(String id, String connection) {
        take(id);
        String entry = entries.remove(id);
        if (entry != null) {
            scripts.command(Command.XDEL, Keys.inbox(connection), entry).subscribe().with(done -> {
            }, failure -> LOG.debugf("a request stays in the inbox of %s: %s", connection, failure.getMessage()));
        }
    }

    private String encode(ClientRequest request) {
        ObjectNode text = json.createObjectNode();
        text.put("class", request.commandClass());
        request.subclass().ifPresent(subclass -> text.put("subclass", subclass));
        text.put("cmd", request.cmd());
        text.set("data", request.data());
        return text.toString();
    }
}
