package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

/** Calls without a media server: the caller's offer goes to all who ring, candidates go to the other end. */
class PeerToPeerCallsIT {

    @RegisterExtension
    static final CallStage STAGE = new CallStage("p2p-calls");

    private Party ann;
    private Party ben;
    private Party carl;

    @BeforeEach
    void arrive() {
        ann = STAGE.here("ann");
        ben = STAGE.there("ben");
        carl = STAGE.here("carl");
    }

    @Test
    void offerAnswerAndCandidatesGoToTheOtherEnd() {
        JsonNode made = ann.client().request("media/call/create", "callee", List.of("ben", "carl"), "backend", "p2p",
                "offer", Sdp.offer());
        String call = made.path("call_id").asText();
        ann.acts("set_candidate", call, candidate(1));
        JsonNode bens = ben.invited(call);
        JsonNode carls = carl.invited(call);
        assertThat(bens.at("/offer/sdp").asText()).isEqualTo(Sdp.offer().path("sdp").asText())
                .isEqualTo(carls.at("/offer/sdp").asText());
        ann.acts("set_candidate", call, candidate(2));
        ben.acts("set_candidate", call, candidate(11));
        carl.acts("set_candidate", call, candidate(21));
        ben.accepts(bens);
        assertThat(ann.hears(call, "answer").body().at("/answer/sdp").asText())
                .isEqualTo(Sdp.answer(bens.path("offer")).path("sdp").asText());
        assertThat(carl.ends(call)).isEqualTo(Party.ORIGINATOR_CANCEL);
        ben.acts("set_candidate", call, candidate(12));
        ben.acts("set_candidate_end", call);
        ann.acts("set_candidate", call, candidate(3));
        ann.acts("set_candidate_end", call);
        ann.hears(call, "candidate_end");
        ben.hears(call, "candidate_end");
        assertThat(ports(ann, call)).as("the winner's, in order").containsExactly(11, 12);
        assertThat(ports(ben, call)).containsExactly(1, 2, 3);
        assertThat(ports(carl, call)).as("a loser gets none").isEmpty();
        assertThat(STAGE.cluster().media().openObjects()).as("media objects").isLessThanOrEqualTo(1);

        ben.acts("hangup", call);
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
        ann.hears(made.path("session_id").asText(), "destroyed");
    }

    @Test
    void theOneWhoLeavesEndsIt() {
        JsonNode made = ann.client().request("media/call/create", "callee", "ben", "backend", "p2p", "offer",
                Sdp.offer());
        String call = made.path("call_id").asText();
        ben.accepts(ben.invited(call));
        ann.hears(call, "answer");
        ben.close();
        assertThat(ann.ends(call)).isEqualTo(Party.CALLEE_STOPPED);
    }

    @Test
    void itIsRejected() {
        String call = ann.client().request("media/call/create", "callee", "ben", "backend", "p2p", "offer",
                Sdp.offer()).path("call_id").asText();
        ben.invited(call);
        ben.acts("rejected", call);
        assertThat(ann.ends(call)).isEqualTo(Party.CALL_REJECTED);
    }

    private static Object[] candidate(int port) {
        return new Object[]{"sdpMid", "0", "sdpMLineIndex", 0, "candidate", Sdp.candidate("", port).path("candidate")};
    }

    /** The ports of the candidates that somebody got: one that waited comes twice where two instances send what waits. */
    private static List<Integer> ports(Party party, String call) {
        return party.heard(call).stream().filter(event -> event.type().equals("candidate"))
                .map(event -> Integer.valueOf(event.body().path("candidate").asText().split(" ")[5])).distinct()
                .toList();
    }
}
