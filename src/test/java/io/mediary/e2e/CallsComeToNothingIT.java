package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.function.ErrorCode;
import io.mediary.store.Keys;

/** Calls that are over before they ring, and telephones that are away for a while. */
class CallsComeToNothingIT {

    @RegisterExtension
    static final CallStage STAGE = new CallStage("no-calls", "mediary.session.wait-timeout", "3s");

    private Party ann;
    private Party ben;

    @BeforeEach
    void arrive() {
        ann = STAGE.here("ann");
        ben = STAGE.there("ben");
    }

    /** Whichever instance looks after the call: not all of these are looked after by the one that has begun to ring. */
    @Test
    void aConnectionThatComesBackLateRingsStill() {
        ben.drops();
        List<String> calls = IntStream.range(0, 6).mapToObj(number -> UUID.randomUUID().toString()).toList();
        calls.stream().map(call -> ann.sends("create", call, "callee", "ben", "offer", Sdp.offer())).toList()
                .forEach(made -> made.join());
        String inbox = Keys.inbox(ben.id());
        await("it is asked").atMost(Party.PATIENCE).until(() -> length(inbox) > 0);
        await("nobody waits for an answer any more").atMost(Party.PATIENCE).pollInterval(Duration.ofMillis(10))
                .until(() -> length(inbox) == 0);
        try (Party back = ben.back(STAGE.there())) {
            calls.forEach(back::invited);
            calls.forEach(call -> ann.acts("hangup", call));
        }
    }

    @Test
    void aConnectionListensToNothingThatIsOver() {
        List<String> calls = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            String call = UUID.randomUUID().toString();
            var made = ann.sends("create", call, "callee", "ben", "offer", Sdp.offer());
            if (number % 2 == 0) {
                made.join();
            }
            ann.sends("hangup", call).exceptionally(early -> null).join();
            made.join();
            ann.sends("hangup", call).exceptionally(over -> null).join();
            calls.add(call);
        }
        calls.forEach(ann::ends);
        for (Party party : List.of(ann, ben)) {
            await("subscriptions").atMost(Party.PATIENCE).untilAsserted(
                    () -> assertThat(party.client().request("core/event/get_subscriptions")).isEmpty());
        }
    }

    @Test
    void aCallersOwnConnectionRejectsAndHearsOfTheOthers() {
        String call = ann.calls("callee", List.of(ann.id(), "ben")).path("call_id").asText();
        JsonNode own = ann.invited(call);
        JsonNode bens = ben.invited(call);
        ann.acts("rejected", call, "session_id", own.path("session_id"));
        assertThat(ann.ends(call)).isEqualTo(Party.CALL_REJECTED);
        await("the client has answered").atMost(Party.PATIENCE).untilAsserted(
                () -> assertThat(ann.client().request("core/event/get_subscriptions")).hasSize(2));
        ben.accepts(bens);
        ann.hears(call, "answer");
        ann.acts("hangup", call);
        ben.ends(call);
    }

    @Test
    void whoHasRejectedDoesNotMeddle() {
        Party carl = STAGE.here("carl");
        String call = ann.calls("callee", List.of("ben", "carl")).path("call_id").asText();
        JsonNode bens = ben.invited(call);
        carl.invited(call);
        carl.acts("rejected", call);
        ben.accepts(bens);
        ann.hears(call, "answer");
        assertThat(Party.failing(() -> carl.acts("send_dtmf", call, "digits", "1")))
                .isEqualTo(ErrorCode.UNAUTHORIZED.code());
        assertThat(Party.failing(() -> carl.acts("hangup", call))).as("nothing happens").isZero();
        ben.acts("send_dtmf", call, "digits", "2");
        assertThat(ann.hears(call, "info").body().path("digits").asText()).isEqualTo("2");
        ann.acts("hangup", call);
        ben.ends(call);
    }

    /** Longer than sessions wait for an answer: it is the callee who answers. */
    @Test
    void aCallWithoutAMediaServerRingsForAsLongAsItIsTo() {
        String call = ann.client().request("media/call/create", "callee", "ben", "backend", "p2p", "offer",
                Sdp.offer(), "ring", 5).path("call_id").asText();
        ben.invited(call);
        assertThat(ann.ends(call)).isEqualTo(Party.NO_ANSWER);
    }

    private static long length(String key) {
        return Long.parseLong(STAGE.cluster().redis().command("XLEN", key).toString());
    }
}
