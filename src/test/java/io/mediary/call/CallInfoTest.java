package io.mediary.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;

/** What {@code get_info} tells whom. */
class CallInfoTest {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    private final CallInfo info = new CallInfo(JSON);
    private final Call ringing = Legs.ringing("ben1", "ben2", "carl1", "dora1");
    private final Call talking = won(ringing, 1);

    @Test
    void whoCallsAndAdministratorsSeeEverything() {
        Caller administrator = new Caller(true, "root", true, Optional.empty(), Optional.empty());
        for (Call call : new Call[]{ringing, talking}) {
            assertThat(info.of(call, administrator)).isEqualTo(info.of(call));
            assertThat(info.of(call, by("ann", "anns"))).isEqualTo(info.of(call));
            assertThat(info.of(call, by("ann", "other"))).isEqualTo(info.of(call));
        }
        assertThat(info.of(ringing).path("legs")).hasSize(4);
    }

    @Test
    void whomItRingsSeesTheCallButNoOthersThatItRings() {
        JsonNode bens = info.of(ringing, by("ben", "ben1"));
        assertThat(bens.path("state").asText()).isEqualTo("ringing");
        assertThat(bens.path("user_id").asText()).isEqualTo("ann");
        assertThat(bens.path("legs").findValuesAsText("session_id")).containsExactly("session-ben1", "session-ben2");
        assertThat(info.of(ringing, by("carl", "other")).path("legs").findValuesAsText("user_id"))
                .containsExactly("carl");
    }

    @Test
    void whoHasAcceptedSeesTheTalk() {
        JsonNode bens = info.of(talking, by("ben", "ben1"));
        assertThat(bens.path("state").asText()).isEqualTo("talking");
        assertThat(bens.path("callee_session_id").asText()).isEqualTo("session-ben2");
        assertThat(bens.path("answered_at").asLong()).isEqualTo(7);
        assertThat(bens.path("legs").findValuesAsText("user_id")).containsExactly("ben", "ben");
    }

    @Test
    void whoHasLostOrRejectedSeesNothingOfTheTalk() {
        JsonNode carls = info.of(talking, by("carl", "carl1"));
        assertThat(carls.fieldNames()).toIterable().containsExactly("call_id", "user_id", "legs");
        assertThat(carls.path("legs")).hasSize(1);
        assertThat(carls.at("/legs/0/state").asText()).isEqualTo("ended");
        assertThat(carls.at("/legs/0/code").asInt()).isEqualTo(ErrorCode.ORIGINATOR_CANCEL.code());
        Call less = ringing.withLeg(3, ringing.legs().get(3).withEnd(Leg.End.of(ErrorCode.CALL_REJECTED)));
        assertThat(info.of(less, by("dora", "dora1")).has("state")).isFalse();
    }

    private static Call won(Call call, int winner) {
        Call won = call.withWinner(winner, 7);
        for (int number = 0; number < call.legs().size(); number++) {
            if (number != winner) {
                won = won.withLeg(number, won.legs().get(number).withEnd(Leg.End.of(ErrorCode.ORIGINATOR_CANCEL)));
            }
        }
        return won;
    }

    private static Caller by(String user, String connection) {
        return new Caller(true, user, false, Optional.of(connection), Optional.empty());
    }
}
