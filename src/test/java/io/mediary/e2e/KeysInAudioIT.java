package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.KeyPad;

/** Keys that telephones send in their audio (RFC 4733) are events of the call. */
class KeysInAudioIT {

    private static final String EVENTS = "a=rtpmap:98 telephone-event/8000\r\n";
    private static final String SDP = HandPhone.SDP.replace("RTP/AVP 0", "RTP/AVP 0 98").replace("a=sendrecv",
            EVENTS + "a=fmtp:98 0-15\r\na=sendrecv");

    @RegisterExtension
    static final SipStage STAGE = new SipStage("keys-in-audio", 1);

    @Test
    void aCallerPressesKeys() {
        Party ben = STAGE.party("ben", STAGE.living());
        HandPhone phone = STAGE.keep(HandPhone.at(STAGE.living()));
        phone.callsWith(SDP, "ben");
        String call = SipStage.accepts(ben, SipStage.invited(ben));
        String ok = phone.hears("SIP/2.0 200");
        assertThat(ok).contains(EVENTS);
        phone.begins(ok);
        phone.acknowledges(ok);
        try (KeyPad keys = KeyPad.to(ok)) {
            "19#A*".chars().forEach(digit -> keys.press((char) digit));
        }
        hears(ben, call, "caller", "1", "9", "#", "A", "*");
        hangsUp(phone, ben, call, Party.CALLER_STOPPED);
    }

    @Test
    void aCalleePressesKeys() {
        Party ann = STAGE.party("ann", STAGE.living());
        HandPhone phone = STAGE.keep(HandPhone.at(STAGE.living()));
        String call = ann.calls("callee", phone.address()).path("call_id").asText();
        String invite = phone.hears("INVITE ");
        phone.answers(invite, "200 OK", HandPhone.SDP.replace("RTP/AVP 0", "RTP/AVP 0 101").replace("a=sendrecv",
                "a=rtpmap:101 telephone-event/8000\r\na=sendrecv"));
        phone.hears("ACK ");
        phone.turns(invite, phone.tag());
        ann.hears(call, "answer");
        try (KeyPad keys = KeyPad.to(invite)) {
            keys.press('0');
        }
        hears(ann, call, "callee", "0");
        hangsUp(phone, ann, call, Party.CALLEE_STOPPED);
    }

    @Test
    void whoHasNoKeysSendsToTheMediaServer() {
        Party ben = STAGE.party("ben", STAGE.living());
        HandPhone phone = STAGE.keep(HandPhone.at(STAGE.living()));
        phone.calls("ben");
        String call = SipStage.accepts(ben, SipStage.invited(ben));
        String ok = phone.hears("SIP/2.0 200");
        assertThat(ok).doesNotContain("telephone-event");
        phone.begins(ok);
        phone.acknowledges(ok);
        hangsUp(phone, ben, call, Party.CALLER_STOPPED);
    }

    @Test
    void anHeirHearsThemToo() {
        SipStage.Gateway one = STAGE.living();
        SipStage.Gateway two = STAGE.gateway();
        Party ben = STAGE.party("ben", two);
        HandPhone phone = STAGE.keep(HandPhone.at(one));
        phone.callsWith(SDP, "ben");
        String call = SipStage.accepts(ben, SipStage.invited(ben));
        String ok = phone.hears("SIP/2.0 200");
        phone.begins(ok);
        phone.acknowledges(ok);
        one.instance().kill();
        String moved = phone.hears("INVITE ");
        assertThat(moved).contains(EVENTS);
        phone.follows(moved);
        phone.answers(moved, "200 OK", SDP);
        phone.isAcknowledged(moved);
        try (KeyPad keys = KeyPad.to(moved)) {
            keys.press('7');
        }
        hears(ben, call, "caller", "7");
        hangsUp(phone, ben, call, Party.CALLER_STOPPED);
    }

    private static void hears(Party party, String call, String from, String... digits) {
        await("keys of the " + from).atMost(Party.PATIENCE)
                .untilAsserted(() -> assertThat(keys(party, call)).extracting(info -> info.path("digits").asText())
                        .containsExactlyInAnyOrder(digits));
        assertThat(keys(party, call)).allSatisfy(info -> {
            assertThat(info.path("from").asText()).isEqualTo(from);
            assertThat(info.path("duration").asInt()).isEqualTo(200);
        });
    }

    private static List<JsonNode> keys(Party party, String call) {
        return party.heard(call).stream().filter(event -> event.type().equals("info")).map(event -> event.body())
                .filter(body -> body.path("info").asText().equals("dtmf")).toList();
    }

    private static void hangsUp(HandPhone phone, Party other, String call, int code) {
        assertThat(phone.isAnswered(phone.sends("BYE", ""))).startsWith("SIP/2.0 200");
        assertThat(other.ends(call)).isEqualTo(code);
    }
}
