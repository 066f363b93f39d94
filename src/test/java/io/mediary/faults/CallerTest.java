package io.mediary.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.ApiClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;

/** The client of the fault suite counts what was promised, and goes to another instance as {@code mediary.js} does. */
class CallerTest {

    private static final short RESTART = 1012;
    private static final String SESSION = "s1";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> run = new CopyOnWriteArrayList<>();
    private Caller caller;

    @AfterEach
    void end() {
        caller.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aSessionThatWasPromisedAndEndsIsLost() {
        connect((socket, command) -> {
            tell(socket, "created", "type", "echo");
            answer(socket, command);
            tell(socket, "destroyed", "code", 300004, "reason", "Session has failed");
        });
        caller.request("media/session/create", "type", "echo");

        await().until(() -> caller.lost().equals(Map.of(SESSION, new End("echo", 300004,
                "Session has failed"))));
    }

    @Test
    void aSessionWhoseCreationWasNotAnsweredIsNot() {
        connect((socket, command) -> {
            tell(socket, "created", "type", "echo");
            tell(socket, "destroyed", "code", 300004, "reason", "Session has failed");
            answer(socket, command);
        });
        caller.request("media/session/create", "type", "echo");

        assertThat(caller.lost()).isEmpty();
        assertThat(caller.promised()).isEmpty();
    }

    @Test
    void whatAStoppingInstanceHasNotRunIsSentToTheNextOneInItsOrder() {
        connect((socket, command) -> {
            if (run.size() == 1) {
                socket.writeTextMessage(ApiClient.data("class", "core", "cmd", "reconnect", "tid", "r", "data",
                        ApiClient.data("delay", 60_000)).toString());
            } else if (run.size() == 3) {
                socket.close(RESTART);
            } else if (run.size() > 3) {
                answer(socket, command);
            }
        });
        CompletableFuture<JsonNode> first = caller.send("one/first");
        await().until(() -> run.size() == 1);
        CompletableFuture<JsonNode> second = caller.send("one/second");
        CompletableFuture<JsonNode> third = caller.send("one/third");

        CompletableFuture.allOf(first, second, third).orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(run).containsExactly("first", "second", "third", "first", "second", "third");
    }

    @Test
    void nobodyKnowsWhatBecameOfACommandWhoseConnectionBroke() {
        connect((socket, command) -> socket.close());

        assertThatThrownBy(() -> caller.send("one/first").orTimeout(20, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class).hasCauseInstanceOf(Line.NoAnswer.class);
        assertThat(run).containsExactly("first");
    }

    /** A server that takes logins and leaves the rest to the test. */
    private void connect(BiConsumer<ServerWebSocket, JsonNode> commands) {
        int port = vertx.createHttpServer().webSocketHandler(socket -> socket.textMessageHandler(text -> {
            JsonNode message = parse(text);
            String command = message.path("cmd").asText();
            if (command.equals("login")) {
                answer(socket, message);
            } else if (!command.isEmpty()) {
                run.add(command);
                commands.accept(socket, message);
            }
        })).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join().actualPort();
        caller = Caller.connect(HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + port + "/v1/ws"), "ann",
                new Ledger());
    }

    private static void answer(ServerWebSocket socket, JsonNode command) {
        socket.writeTextMessage(ApiClient.data("result", "ok", "tid", command.get("tid"), "data",
                ApiClient.data("session_id", SESSION)).toString());
    }

    private static void tell(ServerWebSocket socket, String type, Object... body) {
        socket.writeTextMessage(ApiClient.data("class", "core", "cmd", "event", "tid", type, "data",
                ApiClient.data("class", "media", "subclass", "session", "type", type, "obj_id", SESSION, "event_id",
                        type.equals("created") ? "1" : "2", "body", ApiClient.data(body)))
                .toString());
    }

    private static JsonNode parse(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
