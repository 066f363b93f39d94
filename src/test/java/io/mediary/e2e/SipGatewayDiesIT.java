package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.e2e.SipStage.Gateway;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.Sipp;

/** The gateway that has a dialog is killed: another one has it then, tells the other end so, and the call ends as calls do. */
@RequiresCommand("sipp")
class SipGatewayDiesIT {

    @RegisterExtension
    static final SipStage STAGE = new SipStage("sip-gateway-dies", 1);

    private Gateway one;
    private Gateway two;

    @BeforeEach
    void start() {
        one = STAGE.living();
        two = STAGE.gateway();
    }

    @Test
    void thePeerHangsUpAtTheHeir() {
        Party ben = STAGE.party("ben", two);
        Sipp sipp = STAGE.calls("caller-moves-and-hangs-up", "ben", one, Map.of());
        String call = talking(ben);
        one.instance().kill();
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void theCalleeHangsUpAndTheHeirSaysSo() {
        Party ben = STAGE.party("ben", two);
        Sipp sipp = STAGE.calls("caller-moves-and-is-hung-up", "ben", one, Map.of());
        String call = talking(ben);
        one.instance().kill();
        await("the heir has the call").atMost(Party.PATIENCE)
                .until(() -> sipp.messages().contains("Contact: <sip:ben@" + two.host()));
        ben.acts("hangup", call);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void aCallThatRingsIsRefusedByTheHeir() {
        Party ben = STAGE.party("ben", two);
        Sipp sipp = STAGE.calls("caller-rings-until-refused", "ben", one, Map.of("status", "486"));
        String call = SipStage.invited(ben).path("call_id").asText();
        ben.acts("ringing", call);
        await("it rings").atMost(Party.PATIENCE).until(() -> sipp.messages().contains("SIP/2.0 180"));
        one.instance().kill();
        ben.acts("rejected", call);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALL_REJECTED);
    }

    /** The heir withdraws what the dead one asked, and asks again: SIPp is called twice, and cancelled twice. */
    @Test
    void aTelephoneThatRingsDoesNotRingForEver() {
        Sipp sipp = STAGE.answers("callee-is-cancelled-for-another", Map.of(), "-m", "2");
        Party ann = STAGE.party("ann", STAGE.client());
        String call = ann.calls("callee", SipStage.address(sipp)).path("call_id").asText();
        ann.hears(call, "ringing");
        Gateway driver = sipp.messages().contains("Via: SIP/2.0/UDP " + one.host()) ? one : two;
        driver.instance().kill();
        String heir = (driver == one ? two : one).host();
        await("the heir rings").atMost(Party.PATIENCE)
                .until(() -> sipp.messages().contains("Via: SIP/2.0/UDP " + heir));
        ann.acts("hangup", call);
        sipp.plays();
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    private static String talking(Party party) {
        JsonNode invite = SipStage.invited(party);
        party.accepts(invite);
        String call = invite.path("call_id").asText();
        party.hears(call, "accepted");
        await("it talks").atMost(Party.PATIENCE)
                .until(() -> party.info(call).path("state").asText().equals("talking"));
        return call;
    }
}
