package io.mediary.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.function.ErrorCode;
import io.mediary.session.CallSessions;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;
import io.mediary.store.Change;
import io.mediary.store.LogEntry;
import io.mediary.store.Message;

/** What is written with each step of a call: who is told, which sessions end, what is due. */
class CallChangesTest {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    private static final Description ANSWER = new Description("v=0", SdpType.WEBRTC, true);

    private final CallDocument document = new CallDocument(JSON);
    private final CallChanges changes = new CallChanges(document, new CallEvents(JSON, new CallInfo(JSON)));

    @Test
    void aCallThatBeginsHasADeadlineForEachLeg() {
        Change begun = changes.begun(Legs.ringing("ben1", "carl1"), Duration.ofSeconds(1));
        assertThat(begun.created()).isTrue();
        assertThat(begun.set()).extracting("name").containsExactly("leg:0", "ring:0", "leg:1", "ring:1");
        assertThat(begun.set()).extracting("in").containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(30),
                Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    @Test
    void theRecordIsReadAsItWasWritten() {
        Call call = Legs.ringing("ben1", "carl1");
        Call later = call.withLeg(0, call.legs().get(0).withEnd(Leg.End.of(ErrorCode.CALL_REJECTED))).withWinner(1, 5);
        assertThat(document.read(document.write(later))).isEqualTo(later);
    }

    @Test
    void oneThatRejectsIsToldAloneAndTheOthersRingOn() {
        Change change = changes.legOver(Legs.ringing("ben1", "carl1"), 0, Leg.End.of(ErrorCode.CALL_REJECTED));
        assertThat(change.end()).isFalse();
        assertThat(change.events()).singleElement().satisfies(event -> {
            assertThat(event.user()).contains("\"connections\":[\"ben1\"]");
            assertThat(body(event).path("code").asInt()).isEqualTo(305003);
        });
        assertThat(told(change, CallSessions.ENDED)).containsExactly("session-ben1");
        assertThat(told(change, CallChanges.RANG)).as("its place is free").containsExactly("call");
        assertThat(rang(change)).as("and nobody looks for the others' again").containsExactly(0);
        assertThat(change.cancelled()).containsExactly("leg:0", "ring:0");
    }

    @Test
    void theLastOneEndsTheCallWithWhatAllHaveInCommon() {
        assertThat(last(ErrorCode.CALL_REJECTED, ErrorCode.CALL_REJECTED)).isEqualTo(305003);
        assertThat(last(ErrorCode.RING_TIMEOUT, ErrorCode.RING_TIMEOUT)).isEqualTo(305006);
        assertThat(last(ErrorCode.CALL_REJECTED, ErrorCode.RING_TIMEOUT)).isEqualTo(305006);
        assertThat(last(ErrorCode.CALLEE_STOPPED, ErrorCode.CALLEE_STOPPED)).isEqualTo(305006);
        assertThat(last(ErrorCode.NO_DESTINATION, ErrorCode.NO_DESTINATION)).isEqualTo(305005);
    }

    @Test
    void whoIsOnlyLookedAfterHasTheRecordAsItIs() {
        Change change = changes.lookedAfter(2, Duration.ofSeconds(4));
        assertThat(change.doc()).isEmpty();
        assertThat(change.set()).extracting("name").containsExactly("leg:2");
    }

    private List<Integer> rang(Change change) {
        return change.messages().stream().filter(message -> message.name().equals(CallChanges.RANG))
                .flatMap(message -> document.rang(message.payload()).legs().stream()).toList();
    }

    private int last(ErrorCode first, ErrorCode second) {
        Call call = Legs.ringing("ben1", "carl1");
        Call less = call.withLeg(0, call.legs().get(0).withEnd(Leg.End.of(first)));
        Change change = changes.legOver(less, 1, Leg.End.of(second));
        assertThat(change.end()).isTrue();
        assertThat(told(change, CallSessions.ENDED)).containsExactlyInAnyOrder("session-carl1", "session-ann");
        assertThat(change.events()).hasSize(2);
        LogEntry whole = change.events().get(1);
        assertThat(whole.user()).contains("\"users\":[\"ann\"]").contains("\"except\":[\"ben1\",\"carl1\"]");
        return body(whole).path("code").asInt();
    }

    @Test
    void whoAcceptsCancelsTheOthersAndIsJoined() {
        Change change = changes.accepted(Legs.ringing("ben1", "ben2", "carl1"), 1, Optional.of("Ben"), ANSWER,
                Optional.of(ANSWER));
        Call won = document.read(change.doc().orElseThrow());
        assertThat(won.won().orElseThrow().connection()).isEqualTo("ben2");
        assertThat(won.open()).isEmpty();
        assertThat(won.parties()).containsExactly("ann", "ben");
        assertThat(told(change, CallSessions.ENDED)).containsExactly("session-ben1", "session-carl1");
        assertThat(told(change, CallSessions.ACCEPTED)).containsExactly("session-ben2");
        assertThat(told(change, CallSessions.PARTY)).containsExactly("session-ann");
        assertThat(told(change, CallChanges.RANG)).containsExactly("call");
        assertThat(rang(change)).containsExactly(1, 0, 2);
        assertThat(change.events().stream().map(event -> read(event.json()).path("type").asText()))
                .containsExactly("hangup", "hangup", "accepted", "answer");
        assertThat(change.events().get(2).user()).contains("\"except\":[\"ben1\",\"carl1\"]");
        assertThat(change.cancelled()).contains("ring:0", "ring:1", "ring:2");
    }

    @Test
    void whereAConnectionHasOtherEndsItIsToldThatMoreComes() {
        Call call = Legs.ringing("gate1", "gate1", "gate1");
        Change first = changes.legOver(call, 0, Leg.End.of(ErrorCode.CALL_REJECTED));
        assertThat(body(first.events().get(0)).path("others").asBoolean()).isTrue();
        Change last = changes.over(call, Leg.End.of(ErrorCode.API_HANGUP));
        assertThat(last.events().stream().map(event -> body(event).path("others").asBoolean()))
                .containsExactly(true, true, false, false);
        Change won = changes.accepted(call, 2, Optional.empty(), ANSWER, Optional.empty());
        assertThat(won.events().stream().map(event -> body(event).path("others").asBoolean()))
                .containsExactly(true, true, false);
    }

    @Test
    void theEndOfATalkEndsBothSessionsAndTellsEachOnce() {
        Call talking = Legs.ringing("ben1").withWinner(0, 2);
        Change change = changes.over(talking, Leg.End.of(ErrorCode.API_HANGUP, Optional.of("Enough")));
        assertThat(change.end()).isTrue();
        assertThat(told(change, CallSessions.ENDED)).containsExactlyInAnyOrder("session-ann", "session-ben1");
        assertThat(told(change, CallChanges.UNLIST)).containsExactly("call");
        assertThat(told(change, CallChanges.RANG)).as("nothing has rung").isEmpty();
        assertThat(change.events()).singleElement()
                .satisfies(event -> assertThat(body(event).path("reason").asText()).isEqualTo("Enough"));
    }

    /** A gateway's connection rings at many telephones, and it may be the caller's, too. */
    @Test
    void aConnectionIsToldWhetherItHasAnotherPartInTheCall() {
        Leg.End rejected = Leg.End.of(ErrorCode.CALL_REJECTED);
        Call call = Legs.ringing("gw1", "gw1", "anns", "ben1");
        assertThat(more(changes.legOver(call, 0, rejected))).containsExactly("gw1 true");
        assertThat(more(changes.legOver(call, 2, rejected))).containsExactly("anns true");
        assertThat(more(changes.legOver(call, 3, rejected))).containsExactly("ben1 false");
        assertThat(more(changes.accepted(call, 1, Optional.empty(), ANSWER, Optional.empty())))
                .containsExactly("gw1 true", "anns true", "ben1 false");
        assertThat(more(changes.accepted(call, 3, Optional.empty(), ANSWER, Optional.empty())))
                .containsExactly("gw1 true", "gw1 false", "anns true");
        assertThat(more(changes.over(call, rejected)))
                .containsExactly("gw1 true", "gw1 false", "anns true", "ben1 false");
    }

    private static List<String> more(Change change) {
        return change.events().stream().filter(event -> body(event).has("session_id"))
                .filter(event -> read(event.json()).path("type").asText().equals("hangup"))
                .map(event -> event.user().replaceAll(".*\\[\"(.*)\"].*", "$1") + ' '
                        + body(event).path("others").asBoolean())
                .map(line -> line.substring(line.indexOf('\u0001') + 1)).toList();
    }

    private static List<String> told(Change change, String what) {
        return change.messages().stream().filter(message -> message.name().equals(what)).map(Message::target).toList();
    }

    private static JsonNode body(LogEntry event) {
        return read(event.json()).path("body");
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }
}
