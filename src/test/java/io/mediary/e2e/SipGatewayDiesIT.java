package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.e2e.SipStage.Gateway;
import io.mediary.testing.Phone;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.Sipp;

/** The gateway that has a dialog is killed: another one has it then, tells the other end so, and the call ends as calls do. */
@RequiresCommand("sipp")
class SipGatewayDiesIT {

    private static final Duration ORDERLY = Duration.ofSeconds(40);

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
        String call = talking(sipp, ben);
        one.instance().kill();
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void theCalleeHangsUpAndTheHeirSaysSo() {
        Party ben = STAGE.party("ben", two);
        Sipp sipp = STAGE.calls("caller-moves-and-is-hung-up", "ben", one, Map.of());
        String call = talking(sipp, ben);
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

    @Test
    void aCallThatRingsIsTakenAtTheHeir() {
        Party ben = STAGE.party("ben", two);
        HandPhone phone = STAGE.keep(HandPhone.at(one));
        JsonNode invite = rings(phone, ben);
        String call = invite.path("call_id").asText();
        one.instance().kill();
        takesAtTheHeir(phone, ben, invite);
        await("it talks").atMost(Party.PATIENCE)
                .until(() -> ben.info(call).path("state").asText().equals("talking"));
        assertThat(phone.isAnswered(phone.sends("BYE", ""))).startsWith("SIP/2.0 200");
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    /** Its connection went with the gateway that is dead: the heir opens one to where its Via says. */
    @Test
    void aCallerByTcpHearsOfItsEndAtTheHeir() throws IOException {
        Party ben = STAGE.party("ben", two);
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Phone phone = Phone.tcp(one.port())) {
            listening.setSoTimeout((int) Party.PATIENCE.toMillis());
            String head = phone.request("INVITE", "sip:ben@" + one.host(), "caller@elsewhere.test",
                    "by-tcp-" + one.port(),
                    1, "Contact: <sip:caller@127.0.0.1:" + listening.getLocalPort() + ";transport=tcp>",
                    "Content-Type: application/sdp");
            phone.send(
                    head.replaceFirst("127\\.0\\.0\\.1:\\d+;rport", "127.0.0.1:" + listening.getLocalPort() + ";rport")
                            .replace("Content-Length: 0", "Content-Length: " + HandPhone.SDP.length()) + HandPhone.SDP);
            String call = SipStage.invited(ben).path("call_id").asText();
            ben.acts("ringing", call);
            assertThat(phone.next()).startsWith("SIP/2.0 1");
            one.instance().kill();
            ben.acts("rejected", call);
            try (Phone again = Phone.over("TCP", listening.accept())) {
                String answer = again.next();
                while (answer.startsWith("SIP/2.0 1")) {
                    answer = again.next();
                }
                assertThat(answer).startsWith("SIP/2.0 486");
            }
            assertThat(ben.ends(call)).isEqualTo(Party.CALL_REJECTED);
        }
    }

    @Test
    void aGatewayThatIsToldToStopGivesItsCallsAway() {
        Party ben = STAGE.party("ben", two);
        Sipp hangsUp = STAGE.calls("caller-moves-and-hangs-up", "ben", one, Map.of());
        String call = talking(hangsUp, ben);
        one.instance().terminate();
        hangsUp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
        one.instance().ends(ORDERLY);
        assertThat(hangsUp.messages()).contains("Contact: <sip:ben@" + two.host());
    }

    @Test
    void aGatewayThatIsToldToStopGivesAwayWhatRings() {
        Party ben = STAGE.party("ben", two);
        HandPhone phone = STAGE.keep(HandPhone.at(one));
        JsonNode invite = rings(phone, ben);
        String call = invite.path("call_id").asText();
        one.instance().terminate();
        one.instance().ends(ORDERLY);
        takesAtTheHeir(phone, ben, invite);
        ben.hears(call, "accepted");
        ben.acts("hangup", call);
        phone.answers(phone.hears("BYE "), "200 OK", "");
        assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
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

    /** A telephone calls ben, and hears that it rings there. @return the invitation */
    private static JsonNode rings(HandPhone phone, Party party) {
        phone.calls("ben");
        JsonNode invite = SipStage.invited(party);
        party.acts("ringing", invite.path("call_id").asText());
        phone.hears("SIP/2.0 180");
        return invite;
    }

    private void takesAtTheHeir(HandPhone phone, Party party, JsonNode invite) {
        party.accepts(invite);
        String ok = phone.hears("SIP/2.0 200");
        assertThat(Phone.header(ok, "Contact")).contains(two.host());
        phone.begins(ok);
        phone.acknowledges(ok);
    }

    /** The party takes the call that SIPp makes: which has its answer, and has said so. */
    private static String talking(Sipp sipp, Party party) {
        JsonNode invite = SipStage.invited(party);
        party.accepts(invite);
        String call = invite.path("call_id").asText();
        party.hears(call, "accepted");
        await("it talks").atMost(Party.PATIENCE)
                .until(() -> party.info(call).path("state").asText().equals("talking"));
        await("SIPp has the answer").atMost(Party.PATIENCE).until(() -> sipp.messages().contains("ACK sip:"));
        return call;
    }
}
