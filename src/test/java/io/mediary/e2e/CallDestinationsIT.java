package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;

/** Whom a call reaches: users with all their connections, connections, several of them at once or one after the other. */
class CallDestinationsIT {

    private static final int INVALID_VALUE = 100046;

    @RegisterExtension
    static final CallStage STAGE = new CallStage("call-destinations", "mediary.call.legs", "6");

    private Party ann;

    @BeforeEach
    void arrive() {
        ann = STAGE.here("ann");
    }

    @Test
    void everyConnectionOfAUserRingsAndTheFirstToAcceptHasIt() {
        List<Party> bens = List.of(STAGE.here("ben"), STAGE.there("ben"), STAGE.there("ben"));
        String call = id(ann.calls("callee", "ben"));
        List<JsonNode> invites = bens.stream().map(ben -> ben.invited(call)).toList();
        assertThat(invites.stream().map(invite -> invite.path("session_id").asText())).doesNotHaveDuplicates();

        bens.get(1).accepts(invites.get(1));
        ann.hears(call, "answer");
        for (int loser : List.of(0, 2)) {
            assertThat(bens.get(loser).ends(call)).isEqualTo(Party.ORIGINATOR_CANCEL);
            assertThat(Party.failing(() -> bens.get(loser).accepts(invites.get(loser))))
                    .isEqualTo(Party.ALREADY_ANSWERED);
        }
        assertThat(bens.get(1).types(call)).doesNotContain("hangup");
        ann.acts("hangup", call);
        assertThat(bens.get(1).ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(bens.get(0).types(call)).as("a loser hears nothing of the talk").containsOnlyOnce("hangup")
                .doesNotContain("accepted", "answer");
    }

    @Test
    void oneConnectionRejectsAndTheOtherOneRingsOn() {
        Party desk = STAGE.here("ben");
        Party mobile = STAGE.there("ben");
        String call = id(ann.calls("callee", "ben"));
        desk.invited(call);
        JsonNode invite = mobile.invited(call);
        desk.acts("rejected", call);
        mobile.accepts(invite);
        ann.hears(call, "answer");
        assertThat(ann.types(call)).doesNotContain("hangup");
        hangUp(call, mobile);
    }

    @Test
    void aConnectionIsCalledByItsId() {
        Party desk = STAGE.there("ben");
        Party other = STAGE.there("ben");
        for (Object[] callee : new Object[][]{{"callee", desk.id()},
                {"callee", ApiClient.data("session_id", desk.id())}, {"dest", desk.id(), "type", "session"}}) {
            String call = id(ann.calls(callee));
            assertThat(desk.invited(call).path("type").asText()).isEqualTo("session");
            hangUp(call, desk);
            assertThat(other.invitation(call)).isEmpty();
        }
    }

    @Test
    void nobodyCallsHimselfUnlessHeSaysSo() {
        assertThat(Party.failing(() -> ann.calls("callee", "ann"))).isEqualTo(Party.NO_DESTINATION);

        Party other = STAGE.there("ann");
        String call = id(ann.calls("callee", "ann"));
        other.invited(call);
        assertThat(ann.invitation(call)).isEmpty();
        hangUp(call, other);

        String own = id(ann.calls("callee", ann.id()));
        ann.invited(own);
        ann.acts("hangup", own);
        ann.ends(own);
    }

    @Test
    void nobodyIsFound() {
        for (String callee : List.of("nobody", "sip:ben@example.org", "tel:+4930123456")) {
            assertThat(Party.failing(() -> ann.calls("callee", callee))).as(callee).isEqualTo(Party.NO_DESTINATION);
        }
        assertThat(Party.failing(() -> ann.calls("callee", "nothing", "type", "session")))
                .isEqualTo(Party.NO_DESTINATION);
        assertThat(Party.failing(() -> ann.calls("callee", List.of("nobody", "nothing"))))
                .isEqualTo(Party.NO_DESTINATION);
        assertThat(ann.client().request("media/session/get_list")).isEmpty();
        assertThat(ann.client().request("media/call/get_list")).isEmpty();
    }

    @Test
    void aStreamOfEventsIsNoTelephone() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(STAGE.there().http("/v1/events?class=chat")).build();
        try (InputStream stream = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            Awaitility.await("the stream is a connection").atMost(Party.PATIENCE)
                    .until(() -> ann.client().request("core/user/list").has("anonymous"));
            assertThat(Party.failing(() -> ann.calls("callee", "anonymous"))).isEqualTo(Party.NO_DESTINATION);
            assertThat(stream).isNotNull();
        }
    }

    @Test
    void severalRingAtOnceAndAllReject() {
        Party ben = STAGE.there("ben");
        Party carl = STAGE.here("carl");
        String call = id(ann.calls("callee", List.of("ben", ApiClient.data("user", "carl"), "nobody")));
        ben.invited(call);
        carl.invited(call);
        ben.acts("rejected", call);
        assertThat(ann.types(call)).doesNotContain("hangup");
        carl.acts("rejected", call);
        assertThat(ann.ends(call)).isEqualTo(Party.CALL_REJECTED);
    }

    @Test
    void oneRejectsAndTheOtherDoesNotAnswer() {
        Party ben = STAGE.there("ben");
        Party carl = STAGE.here("carl");
        String call = id(ann.calls("callee", List.of("ben", "carl"), "ring", 2));
        ben.invited(call);
        ben.acts("rejected", call);
        assertThat(ben.ends(call)).isEqualTo(Party.CALL_REJECTED);
        assertThat(carl.ends(call)).isEqualTo(Party.RING_TIMEOUT);
        assertThat(ann.ends(call)).isEqualTo(Party.NO_ANSWER);
    }

    @Test
    void aSecondOneRingsLater() {
        Party ben = STAGE.there("ben");
        Party carl = STAGE.there("carl");
        String call = id(ann.calls("callee",
                List.of(ApiClient.data("callee", "ben"), ApiClient.data("callee", "carl", "wait", 2))));
        ben.invited(call);
        long rung = System.nanoTime();
        assertThat(carl.invitation(call)).isEmpty();
        JsonNode invite = carl.invited(call);
        assertThat((System.nanoTime() - rung) / 1e9).isBetween(1.0, 5.0);
        carl.accepts(invite);
        assertThat(ben.ends(call)).isEqualTo(Party.ORIGINATOR_CANCEL);
        hangUp(call, carl);
    }

    @Test
    void whoWouldRingLaterIsNotRungWhereSomebodyAcceptsBefore() {
        Party ben = STAGE.there("ben");
        Party carl = STAGE.there("carl");
        String call = id(ann.calls("callee",
                List.of("ben", ApiClient.data("callee", "carl", "wait", 60))));
        ben.accepts(ben.invited(call));
        ann.hears(call, "answer");
        hangUp(call, ben);
        assertThat(carl.invitation(call)).isEmpty();
        assertThat(carl.heard(call)).isEmpty();
    }

    @Test
    void eachRingsForItsOwnTime() {
        Party ben = STAGE.there("ben");
        Party carl = STAGE.here("carl");
        String call = id(ann.calls("callee",
                List.of(ApiClient.data("callee", "ben", "ring", 1), ApiClient.data("callee", "carl", "ring", 3))));
        carl.invited(call);
        assertThat(ben.ends(call)).isEqualTo(Party.RING_TIMEOUT);
        assertThat(ann.types(call)).doesNotContain("hangup");
        assertThat(carl.ends(call)).isEqualTo(Party.RING_TIMEOUT);
        assertThat(ann.ends(call)).isEqualTo(Party.NO_ANSWER);
        Received first = ben.hears(call, "hangup");
        assertThat((carl.hears(call, "hangup").at() - first.at()) / 1e9).isBetween(1.0, 5.0);
    }

    @Test
    void whoLeavesDoesNotRingAnyMore() {
        Party ben = STAGE.there("ben");
        Party carl = STAGE.there("carl");
        String call = id(ann.calls("callee", List.of("ben", "carl")));
        ben.invited(call);
        JsonNode invite = carl.invited(call);
        ben.close();
        carl.accepts(invite);
        ann.hears(call, "answer");
        hangUp(call, carl);

        String second = id(ann.calls("callee", "carl"));
        carl.invited(second);
        carl.close();
        assertThat(ann.ends(second)).isEqualTo(Party.NO_ANSWER);
    }

    @Test
    void noMoreAreRungThanIsAllowed() {
        List<Party> bens = IntStream.range(0, 8).mapToObj(i -> STAGE.there("ben")).toList();
        String call = id(ann.calls("callee", "ben"));
        Awaitility.await("they ring").atMost(Party.PATIENCE)
                .until(() -> bens.stream().filter(ben -> ben.invitation(call).isPresent()).count() == 6);
        assertThat(ann.info(call).path("legs")).hasSize(6);
        ann.acts("hangup", call);
        ann.ends(call);
        assertThat(bens.stream().filter(ben -> ben.invitation(call).isPresent())).hasSize(6);
    }

    @Test
    void anUnknownKindOfDestinationIsRefused() {
        assertThat(Party.failing(() -> ann.calls("callee", "ben", "type", "pigeon"))).isEqualTo(INVALID_VALUE);
    }

    private void hangUp(String call, Party callee) {
        ann.acts("hangup", call);
        ann.ends(call);
        callee.ends(call);
    }

    private static String id(JsonNode made) {
        return made.path("call_id").asText();
    }
}
