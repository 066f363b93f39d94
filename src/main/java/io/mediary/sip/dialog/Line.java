package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.connection.ClientAnswer;
import io.mediary.connection.ClientConnection;
import io.mediary.connection.ClientConnections;
import io.mediary.connection.ClientRequest;
import io.mediary.connection.ClientSocket;
import io.mediary.connection.CloseCode;
import io.mediary.connection.Peer;
import io.mediary.function.Answer;
import io.mediary.function.Authentication;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.NewRecord.ConnectionRef;
import io.smallrye.mutiny.Uni;

/**
 * An API connection of the system without a socket: the gateway is its client. Confined to the gateway's loop, but for {@link #call} and
 * {@link #ref}.
 */
final class Line implements ClientSocket {

    /** Whose connections lines are. */
    static final String USER = Authentication.GATEWAYS;

    private static final Logger LOG = Logger.getLogger(Line.class);
    private static final Duration CALL = Duration.ofSeconds(60);
    /** Less than a connection may be silent after a request. */
    private static final Duration HEARD = Duration.ofSeconds(4);

    /** Who serves a line. */
    interface Client {

        /** It is invited to a call. */
        Uni<ClientAnswer> invited(Line line, ObjectNode invite);

        /** Something happened to what it listens to. */
        Uni<Void> happened(Line line, JsonNode event);

        /** It is gone from here. @param taken another gateway has it */
        void gone(Line line, boolean taken);
    }

    private final Client client;
    private final Executor loop;
    private final ClientConnection connection;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private boolean gone;

    private Line(ClientConnections connections, Executor loop, Peer peer, Client client) {
        this.client = client;
        this.loop = loop;
        connection = connections.open(this, loop, peer, Optional.of(new Principal(USER, true, 0)));
    }

    /**
     * Opens one, or takes a former one over; call on the loop.
     *
     * @return completes on the loop; another id than the former one: that has ended
     */
    static Uni<Line> open(ClientConnections connections, Executor loop, Peer peer, Client client,
            Optional<String> former) {
        Line line = new Line(connections, loop, peer, client);
        ObjectNode login = JsonNodeFactory.instance.objectNode().put("user", USER);
        former.ifPresent(id -> login.put("session_id", id));
        return line.call("core/user/login", login).emitOn(loop).map(done -> line).onFailure()
                .invoke(failure -> loop.execute(() -> line.left(false)));
    }

    /** The connection's id. */
    String id() {
        return connection.id();
    }

    /** Its record's id and epoch. */
    ConnectionRef ref() {
        return connection.ref().orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE));
    }

    /** Whether it is no longer here. */
    boolean isGone() {
        return gone;
    }

    /**
     * Runs a command of the API. From any thread.
     *
     * @param name class/subclass/cmd
     * @return completes on the loop with the answer's data; fails with {@link Failure}
     */
    Uni<JsonNode> call(String name, ObjectNode data) {
        String[] words = name.split("/");
        return Uni.createFrom().<JsonNode>emitter(
                emitter -> loop.execute(() -> connection.run(words[0], words[1], words[2], data, answer -> {
                    if (answer instanceof Answer.Error error) {
                        emitter.fail(Failure.told(error.code(), error.text()));
                    } else {
                        emitter.complete(((Answer.Ok) answer).data().orElse(MissingNode.getInstance()));
                    }
                })))
                .ifNoItem().after(CALL).failWith(() -> Failure.of(ErrorCode.TIMEOUT)).emitOn(loop);
    }

    /** Ends it, with all that belongs to it. */
    void end() {
        left(true);
    }

    /** Leaves it to others, who have its resume window. */
    void leave() {
        left(false);
    }

    @Override
    public void request(long tid, ClientRequest request) {
        Uni<ClientAnswer> answer = switch (request.cmd()) {
            case "event" -> whenReady().chain(() -> client.happened(this, request.data())).map(done -> ok());
            case "invite" -> whenReady().chain(() -> client.invited(this, request.data()));
            case "ping", "reconnect" -> Uni.createFrom().item(ok());
            default -> Uni.createFrom().item(error(ErrorCode.UNKNOWN_COMMAND, request.cmd()));
        };
        answer.ifNoItem().after(HEARD).failWith(() -> Failure.of(ErrorCode.TIMEOUT)).emitOn(loop).subscribe()
                .with(said -> connection.answered(tid, said), failure -> {
                    LOG.warnf("a request to line %s failed: %s: %s", id(), request.cmd(), failure);
                    ErrorCode code = failure instanceof Failure known ? known.code() : ErrorCode.INTERNAL_ERROR;
                    connection.answered(tid, error(code, ""));
                });
    }

    /** Its dialogs are here: what comes can be told to them. */
    void ready() {
        ready.complete(null);
    }

    /** Whether its dialogs are here. */
    boolean isReady() {
        return ready.isDone();
    }

    private Uni<Void> whenReady() {
        return ready.isDone()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().completionStage(ready).emitOn(loop);
    }

    private static ClientAnswer ok() {
        return new ClientAnswer(true, MissingNode.getInstance());
    }

    private static ClientAnswer error(ErrorCode code, String detail) {
        return new ClientAnswer(false, JsonNodeFactory.instance.objectNode().put("code", code.code()).put("error",
                code.text(detail)));
    }

    @Override
    public void closeWhenAnswered(CloseCode code, String reason) {
        close(code, reason);
    }

    @Override
    public void takeNoMore() {
        // What the gateway still has to say is little, and goes before the end.
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (!gone) {
            LOG.infof("line %s is closed: %d %s", id(), code.code(), reason);
            left(false);
            client.gone(this, code == CloseCode.POLICY);
        }
    }

    private void left(boolean clean) {
        gone = true;
        connection.closed(clean);
    }
}
