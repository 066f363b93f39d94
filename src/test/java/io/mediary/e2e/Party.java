package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaryProcess;

/** A client that calls and is called; its media are only described. Thread-safe. */
final class Party implements AutoCloseable {

    static final int INVALID_STATE = 100004;
    static final int DUPLICATED_SESSION_ID = 100034;
    static final int SESSION_NOT_FOUND = 100062;
    static final int CALL_NOT_FOUND = 305002;
    static final int CALL_REJECTED = 305003;
    static final int RING_TIMEOUT = 305004;
    static final int NO_DESTINATION = 305005;
    static final int NO_ANSWER = 305006;
    static final int ALREADY_ANSWERED = 305007;
    static final int ORIGINATOR_CANCEL = 305008;
    static final int CALLER_STOPPED = 305009;
    static final int CALLEE_STOPPED = 305010;
    static final int API_HANGUP = 305011;

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    private final String user;
    private final ApiClient client;
    private final List<Received> before = new ArrayList<>();
    private final List<JsonNode> askedBefore = new ArrayList<>();

    private Party(String user, ApiClient client) {
        this.user = user;
        this.client = client;
    }

    /** Somebody who has just logged in. */
    static Party at(MediaryProcess instance, String user) {
        return new Party(user, ApiClient.login(instance.socket(), user));
    }

    /** The same connection at another instance; it knows what it was told before. */
    Party back(MediaryProcess instance) {
        Party back = new Party(user, ApiClient.resume(instance.socket(), user, client.session()));
        back.before.addAll(before);
        back.before.addAll(client.events());
        back.askedBefore.addAll(askedBefore);
        back.askedBefore.addAll(client.asked());
        return back;
    }

    ApiClient client() {
        return client;
    }

    /** The connection's id. */
    String id() {
        return client.session();
    }

    /** Calls with an offer and waits for the media server's answer; more or other fields as key, value, key, value. */
    JsonNode calls(Object... data) {
        return client.request("media/call/create", call(data));
    }

    /** What it calls with. */
    static ObjectNode call(Object... data) {
        ObjectNode create = ApiClient.data("offer", Sdp.offer(), "wait_reply", true);
        return create.setAll(ApiClient.data(data));
    }

    /** A command of a call; more fields as key, value, key, value. */
    JsonNode acts(String cmd, String call, Object... data) {
        return sends(cmd, call, data).join();
    }

    /** The same, without waiting. */
    CompletableFuture<JsonNode> sends(String cmd, String call, Object... data) {
        return client.send("media/call/" + cmd, ApiClient.data(data).put("call_id", call));
    }

    /** Takes a call that it was invited to. */
    void accepts(JsonNode invite) {
        client.request("media/call/accepted", acceptance(invite));
    }

    /** How it takes it. */
    static ObjectNode acceptance(JsonNode invite) {
        return ApiClient.data("call_id", invite.path("call_id"), "answer", Sdp.answer(invite.path("offer")));
    }

    /** Waits to be invited to a call, and gives the invitation. */
    JsonNode invited(String call) {
        return await(user + " is invited").atMost(PATIENCE).pollInterval(POLL).until(() -> invitation(call),
                Optional::isPresent).orElseThrow();
    }

    /** The invitation to a call, where it has come. */
    Optional<JsonNode> invitation(String call) {
        List<JsonNode> asked = new ArrayList<>(askedBefore);
        asked.addAll(client.asked());
        return asked.stream().filter(request -> request.path("cmd").asText().equals("invite"))
                .map(request -> request.path("data")).filter(data -> data.path("call_id").asText().equals(call))
                .findFirst();
    }

    /** How often it was invited to a call. */
    long invitations(String call) {
        List<JsonNode> asked = new ArrayList<>(askedBefore);
        asked.addAll(client.asked());
        return asked.stream().filter(request -> request.path("cmd").asText().equals("invite"))
                .filter(request -> request.at("/data/call_id").asText().equals(call)).count();
    }

    /** Waits for an event of a call or a session. */
    Received hears(String object, String type) {
        return await(user + " hears " + type).atMost(PATIENCE).pollInterval(POLL)
                .until(() -> heard(object).stream().filter(event -> event.type().equals(type)).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits for the end of a call, and gives its code. */
    int ends(String call) {
        return hears(call, "hangup").body().path("code").asInt();
    }

    /** What it was told of a call or a session, repeats left out. */
    List<Received> heard(String object) {
        List<Received> all = new ArrayList<>(before);
        all.addAll(client.events());
        Set<String> known = new HashSet<>();
        return all.stream().filter(event -> event.object().equals(object)).filter(event -> known.add(event.id()))
                .toList();
    }

    /** The types of that. */
    List<String> types(String object) {
        return heard(object).stream().map(Received::type).toList();
    }

    /** What is known of a call. */
    JsonNode info(String call) {
        return acts("get_info", call);
    }

    /** What is known of a session. */
    JsonNode session(String id) {
        return client.request("media/session/get_info", "session_id", id);
    }

    /** The code of the error with which a command fails; 0 where it does not. */
    static int failing(Runnable command) {
        try {
            command.run();
            return 0;
        } catch (ErrorAnswer error) {
            return error.code();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ErrorAnswer error) {
                return error.code();
            }
            throw e;
        }
    }

    /** Goes without a goodbye. */
    void drops() {
        client.drop();
    }

    @Override
    public void close() {
        client.close();
    }
}
