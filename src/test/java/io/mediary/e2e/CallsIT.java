package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;

/** Ann at one instance calls Ben at the other: what each of them is told, and how a call ends. */
class CallsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final CallStage STAGE = new CallStage("calls");

    private Party ann;
    private Party ben;

    @BeforeEach
    void arrive() {
        ann = STAGE.here("ann");
        ben = STAGE.there("ben");
    }

    @Test
    void itRingsIsAcceptedAndHungUp() {
        JsonNode made = ann.calls("callee", "ben", "caller", ApiClient.data("name", "Ann"));
        String call = id(made);
        assertThat(made.at("/answer/sdp").asText()).startsWith("v=0");

        JsonNode invite = ben.invited(call);
        assertThat(invite.path("type").asText()).isEqualTo("user");
        assertThat(invite.path("caller")).isEqualTo(ApiClient.data("name", "Ann"));
        assertThat(invite.at("/offer/sdp").asText()).startsWith("v=0");
        String leg = invite.path("session_id").asText();
        Awaitility.await("the invitation is known to be taken").atMost(Party.PATIENCE)
                .until(() -> ann.info(call).at("/legs/0/state").asText().equals("invited"));
        assertThat(ben.info(call)).as("as Ben sees it: without authentication everybody may see everything")
                .isEqualTo(ann.info(call));
        assertThat(ann.info(call).path("state").asText()).isEqualTo("ringing");
        assertThat(ann.session(session(made)).path("type").asText()).as("until it is accepted").isEqualTo("park");

        ben.acts("ringing", call);
        assertThat(ann.hears(call, "ringing").body())
                .isEqualTo(ApiClient.data("callee", "ben", "session_id", leg));
        ben.accepts(invite);
        assertThat(ann.hears(call, "accepted").body()).isEqualTo(ApiClient.data("callee", "ben", "session_id", leg));
        JsonNode answer = ann.hears(call, "answer").body();
        assertThat(answer.path("session_id").asText()).isEqualTo(session(made));
        assertThat(answer.at("/answer/sdp")).isEqualTo(made.at("/answer/sdp"));
        assertThat(ben.hears(call, "accepted").body().path("session_id").asText()).isEqualTo(leg);
        assertThat(ann.types(call)).containsSubsequence("ringing", "accepted", "answer");
        JsonNode info = ann.info(call);
        assertThat(info.path("state").asText()).isEqualTo("talking");
        assertThat(info.path("answered_at").asLong()).isGreaterThanOrEqualTo(info.path("started_at").asLong());
        assertThat(listed(ann)).containsExactly(call);
        assertThat(listed(ben)).containsExactly(call);
        bridged(session(made), leg);

        ann.acts("hangup", call, "reason", "Enough");
        for (Party party : List.of(ann, ben)) {
            JsonNode end = party.hears(call, "hangup").body();
            assertThat(end.path("code").asInt()).isEqualTo(Party.API_HANGUP);
            assertThat(end.path("reason").asText()).isEqualTo("Enough");
            assertThat(listed(party)).isEmpty();
        }
        assertThat(Party.failing(() -> ann.info(call))).isEqualTo(Party.CALL_NOT_FOUND);
        ann.hears(session(made), "destroyed");
        assertThat(Party.failing(() -> ben.session(leg))).isEqualTo(Party.SESSION_NOT_FOUND);
        assertThat(ann.types(call)).containsOnlyOnce("ringing", "accepted", "answer", "hangup");
    }

    @Test
    void whoHasTheCallMaySayAgainThatItRingsAndIsAccepted() {
        JsonNode made = ann.calls("callee", "ben");
        JsonNode invite = ben.invited(id(made));
        assertThat(invite.path("backend").asText()).isEqualTo("nkmedia_kms");
        ben.accepts(invite);
        ben.accepts(invite);
        ben.acts("ringing", id(made));
        ann.hears(id(made), "answer");
        ann.acts("hangup", id(made));
        ben.ends(id(made));
        assertThat(ann.types(id(made))).containsOnlyOnce("accepted", "answer", "hangup").doesNotContain("ringing");
    }

    @Test
    void theCalleeHangsUp() {
        String call = talking().call();
        ben.acts("hangup", call);
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void itIsRejected() {
        JsonNode made = ann.calls("callee", "ben");
        ben.invited(id(made));
        ben.acts("rejected", id(made), "reason", "In a meeting");
        assertThat(ann.ends(id(made))).isEqualTo(Party.CALL_REJECTED);
        assertThat(ann.hears(id(made), "hangup").body().path("reason").asText()).isEqualTo("In a meeting");
        assertThat(ben.ends(id(made))).isEqualTo(Party.CALL_REJECTED);
        ann.hears(session(made), "destroyed");
    }

    @Test
    void aCalleeThatHangsUpWhileItRingsRejectsIt() {
        String call = id(ann.calls("callee", "ben"));
        ben.invited(call);
        ben.acts("hangup", call);
        assertThat(ann.ends(call)).isEqualTo(Party.CALL_REJECTED);
    }

    @Test
    void aClientThatRefusesTheInvitationRejectsIt() {
        ben.client().refuse("invite");
        String call = id(ann.calls("callee", "ben"));
        assertThat(ann.ends(call)).isEqualTo(Party.CALL_REJECTED);
        assertThat(Party.failing(() -> ben.acts("rejected", call))).isEqualTo(Party.CALL_NOT_FOUND);
    }

    @Test
    void theCallerCancels() {
        JsonNode made = ann.calls("callee", "ben");
        JsonNode invite = ben.invited(id(made));
        ann.acts("hangup", id(made));
        assertThat(ben.ends(id(made))).isEqualTo(Party.ORIGINATOR_CANCEL);
        assertThat(ann.ends(id(made))).isEqualTo(Party.API_HANGUP);
        assertThat(Party.failing(() -> ben.accepts(invite))).isEqualTo(Party.CALL_NOT_FOUND);
    }

    @Test
    void nobodyAnswersInTime() {
        long begun = System.nanoTime();
        JsonNode made = ann.calls("callee", "ben", "ring", 1);
        ben.invited(id(made));
        ben.acts("ringing", id(made));
        Received end = ann.hears(id(made), "hangup");
        assertThat(end.body().path("code").asInt()).isEqualTo(Party.NO_ANSWER);
        assertThat((end.at() - begun) / 1e9).isBetween(1.0, 4.0);
        assertThat(ben.ends(id(made))).isEqualTo(Party.RING_TIMEOUT);
        ann.hears(session(made), "destroyed");
    }

    @Test
    void theCallersSessionEnds() {
        Talk talk = talking();
        ann.client().request("media/session/destroy", "session_id", talk.caller());
        assertThat(ben.ends(talk.call())).isEqualTo(Party.CALLER_STOPPED);
        assertThat(ann.ends(talk.call())).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void theCalleesSessionEnds() {
        Talk talk = talking();
        ben.client().request("media/session/destroy", "session_id", talk.callee());
        assertThat(ann.ends(talk.call())).isEqualTo(Party.CALLEE_STOPPED);
        assertThat(ben.ends(talk.call())).isEqualTo(Party.CALLEE_STOPPED);
        ann.hears(talk.caller(), "destroyed");
    }

    @Test
    void theCallersSessionEndsWhileItRings() {
        JsonNode made = ann.calls("callee", "ben");
        ben.invited(id(made));
        ann.client().request("media/session/destroy", "session_id", session(made));
        assertThat(ben.ends(id(made))).isEqualTo(Party.ORIGINATOR_CANCEL);
        assertThat(ann.ends(id(made))).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void theCallerLeaves() {
        Talk talk = talking();
        ann.close();
        assertThat(ben.ends(talk.call())).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void theCalleeLeaves() {
        Talk talk = talking();
        ben.close();
        assertThat(ann.ends(talk.call())).isEqualTo(Party.CALLEE_STOPPED);
    }

    @Test
    void theServerOffersToACallerThatHasNoOffer() {
        JsonNode made = ann.client().request("media/call/create", "callee", "ben", "wait_reply", true);
        assertThat(made.at("/offer/sdp").asText()).startsWith("v=0");
        JsonNode invite = ben.invited(id(made));
        ben.accepts(invite);
        ann.hears(id(made), "accepted");
        ann.client().request("media/session/set_answer", "session_id", session(made), "answer",
                Sdp.answer(made.path("offer")));
        bridged(session(made), invite.path("session_id").asText());
        ben.acts("hangup", id(made));
        assertThat(ann.ends(id(made))).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void itMayHaveAnIdOfItsOwnOnce() {
        String call = "call-of-ann";
        assertThat(id(ann.calls("callee", "ben", "call_id", call))).isEqualTo(call);
        assertThat(Party.failing(() -> ann.calls("callee", "ben", "call_id", call)))
                .isEqualTo(Party.DUPLICATED_SESSION_ID);
        ben.invited(call);
        ann.acts("hangup", call);
        ben.ends(call);
    }

    @Test
    void theCallerNeedNotListenAndMayHaveABodyOfItsOwn() {
        String silent = id(ann.calls("callee", "ben", "subscribe", false));
        String marked = id(ann.calls("callee", "ben", "event_body", ApiClient.data("mine", 7)));
        ben.invited(silent);
        ben.invited(marked);
        ben.acts("ringing", silent);
        ben.acts("ringing", marked);
        assertThat(ann.hears(marked, "ringing").body().path("mine").asInt()).isEqualTo(7);
        ann.acts("hangup", silent);
        ann.acts("hangup", marked);
        ann.ends(marked);
        ben.ends(silent);
        assertThat(ann.heard(silent)).isEmpty();
    }

    @Test
    void tonesAndMessagesReachTheOtherEnd() {
        String call = talking().call();
        ann.acts("info", call, "body", ApiClient.data("hello", "Ben"));
        assertThat(ben.hears(call, "info").body()).isEqualTo(
                ApiClient.data("info", "message", "body", ApiClient.data("hello", "Ben"), "from", "caller"));
        ben.acts("send_dtmf", call, "digits", "12#");
        assertThat(ann.hears(call, "info").body())
                .isEqualTo(ApiClient.data("info", "dtmf", "digits", "12#", "duration", 160, "from", "callee"));
        assertThat(ann.heard(call).stream().filter(event -> event.type().equals("info"))).hasSize(1);
        ann.acts("hangup", call);
        ben.ends(call);
    }

    @Test
    void nothingCanBeToldToTheOtherEndBeforeThereIsOne() {
        String call = id(ann.calls("callee", "ben"));
        ben.invited(call);
        assertThat(Party.failing(() -> ann.acts("send_dtmf", call, "digits", "1"))).isEqualTo(Party.INVALID_STATE);
        ann.acts("hangup", call);
        ben.ends(call);
    }

    @Test
    void candidatesReachEachOnesOwnSession() {
        Talk talk = talking();
        ann.acts("set_candidate", talk.call(), candidate(41_001));
        ben.acts("set_candidate", talk.call(), candidate(41_002));
        ann.acts("set_candidate_end", talk.call());
        ben.acts("set_candidate_end", talk.call());
        for (String port : List.of(" 41001 ", " 41002 ")) {
            Awaitility.await("the media server has " + port).atMost(Party.PATIENCE)
                    .until(() -> STAGE.cluster().kurento().calls().stream().anyMatch(asked -> asked.text()
                            .contains("addIceCandidate") && asked.text().contains(port)));
        }
        ann.acts("hangup", talk.call());
        ben.ends(talk.call());
    }

    @Test
    void anApplicationCallsByRest() throws Exception {
        JsonNode made = post(STAGE.here().http("/v1/media/call/create"), Party.call("callee", "ben")).path("data");
        JsonNode invite = ben.invited(id(made));
        ben.accepts(invite);
        ben.hears(id(made), "accepted");
        post(STAGE.there().http("/v1/media/call/hangup"), ApiClient.data("call_id", id(made)));
        assertThat(ben.ends(id(made))).isEqualTo(Party.API_HANGUP);
    }

    /** Ann and Ben talk. */
    private Talk talking() {
        JsonNode made = ann.calls("callee", "ben");
        JsonNode invite = ben.invited(id(made));
        ben.accepts(invite);
        ann.hears(id(made), "answer");
        bridged(session(made), invite.path("session_id").asText());
        return new Talk(id(made), session(made), invite.path("session_id").asText());
    }

    private record Talk(String call, String caller, String callee) {
    }

    /** Waits until both sessions are bridged to each other. */
    private void bridged(String caller, String callee) {
        Awaitility.await("the bridge").atMost(Party.PATIENCE).untilAsserted(() -> {
            assertThat(ann.session(caller).path("peer_id").asText()).isEqualTo(callee);
            assertThat(ann.session(callee).path("peer_id").asText()).isEqualTo(caller);
        });
        assertThat(ann.session(callee).path("master_id").asText()).isEqualTo(caller);
    }

    private static Object[] candidate(int port) {
        JsonNode candidate = Sdp.candidate("", port);
        return new Object[]{"sdpMid", "0", "sdpMLineIndex", 0, "candidate", candidate.path("candidate")};
    }

    private static String id(JsonNode made) {
        return made.path("call_id").asText();
    }

    private static String session(JsonNode made) {
        return made.path("session_id").asText();
    }

    private static List<String> listed(Party party) {
        return party.client().request("media/call/get_list").findValuesAsText("call_id");
    }

    private static JsonNode post(URI uri, JsonNode data) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                .timeout(Party.PATIENCE).POST(HttpRequest.BodyPublishers.ofString(data.toString())).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
