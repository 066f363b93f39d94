package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.Phone;

/** What happens within dialogs, and what telephones do that they should not: session timers, UPDATE, offers that cross, forks, no ACK. */
class SipDialogsIT {

    /** 64*T1, and some time to be told. */
    private static final Duration WITHOUT_ACK = Duration.ofSeconds(60);
    private static final String HELD = HandPhone.SDP.replace("sendrecv", "sendonly").replace("hand 1 1", "hand 1 2");

    @RegisterExtension
    static final SipStage STAGE = new SipStage("sip-dialogs", 1).with("mediary.sip.session-timer.shortest", "2s");

    private record Talk(HandPhone phone, Party ben, String call) {
    }

    @Test
    void whoDoesNotRefreshIsHungUp() {
        Talk talk = talks("Supported: timer", "Session-Expires: 4;refresher=uac");
        String bye = talk.phone().hears("BYE ");
        talk.phone().answers(bye, "200 OK", "");
        assertThat(talk.ben().ends(talk.call())).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void whoAsksForItIsRefreshed() {
        Talk talk = talks("Supported: timer", "Session-Expires: 4;refresher=uas");
        String refresh = talk.phone().hears("INVITE ");
        assertThat(Phone.header(refresh, "Session-Expires")).startsWith("4");
        assertThat(refresh).contains("m=audio", "a=sendrecv");
        talk.phone().answers(refresh, "200 OK", HandPhone.SDP);
        talk.phone().isAcknowledged(refresh);
        assertThat(talk.ben().info(talk.call()).path("state").asText()).isEqualTo("talking");
        hangsUp(talk);
    }

    @Test
    void whoKnowsNothingOfTheCallAnyMoreIsLetGo() {
        Talk talk = talks("Supported: timer", "Session-Expires: 4;refresher=uas");
        talk.phone().answers(talk.phone().hears("INVITE "), "481 Call/Transaction Does Not Exist", "");
        assertThat(talk.ben().ends(talk.call())).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void anUpdateHoldsAndRefreshes() {
        Talk talk = talks();
        String held = talk.phone().isAnswered(talk.phone().sends("UPDATE", HELD));
        assertThat(held).startsWith("SIP/2.0 200").contains("a=recvonly");
        assertThat(talk.ben().hears(talk.call(), "info").body().at("/body/hold").asBoolean()).isTrue();
        assertThat(talk.phone().isAnswered(talk.phone().sends("UPDATE", ""))).startsWith("SIP/2.0 200")
                .doesNotContain("m=audio");
        assertThat(talk.phone().isAnswered(talk.phone().sends("UPDATE", HandPhone.SDP.replace("hand 1 1", "hand 1 3"))))
                .contains("a=sendrecv");
        await("ben hears of both").atMost(Party.PATIENCE).untilAsserted(() -> assertThat(talk.ben().heard(talk.call())
                .stream().filter(event -> event.type().equals("info"))
                .map(event -> event.body().at("/body/hold").asBoolean())).containsExactly(true, false));
        hangsUp(talk);
    }

    @Test
    void offersThatCrossComeOneAfterTheOther() {
        Talk talk = talks();
        talk.ben().acts("info", talk.call(), "body", ApiClient.data("hold", true));
        String theirs = talk.phone().hears("INVITE ");
        assertThat(theirs).contains("a=sendonly");
        String ours = talk.phone().sends("INVITE", HELD);
        String crossed = talk.phone().isAnswered(ours);
        assertThat(crossed).startsWith("SIP/2.0 491");
        talk.phone().acknowledges(ours, crossed);
        talk.phone().answers(theirs, "491 Request Pending", "");
        String again = talk.phone().hearsAnother(theirs);
        assertThat(again).contains("a=sendonly");
        talk.phone().answers(again, "200 OK", HandPhone.SDP.replace("sendrecv", "recvonly"));
        talk.phone().isAcknowledged(again);
        hangsUp(talk);
    }

    @Test
    void whoDoesNotAcknowledgeIsAskedForItAndThenHungUp() {
        Party ben = STAGE.party("ben");
        HandPhone phone = phone();
        phone.calls("ben");
        String call = SipStage.accepts(ben, SipStage.invited(ben));
        phone.begins(phone.hears("SIP/2.0 200"));
        assertThat(phone.hears("SIP/2.0 200")).isEqualTo(phone.hears("SIP/2.0 200"));
        phone.answers(phone.hears("BYE ", WITHOUT_ACK), "200 OK", "");
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void ofACallThatForksTheFirstAnswerIsTaken() {
        Party ann = STAGE.party("ann");
        HandPhone phone = phone();
        String call = ann.calls("callee", phone.address()).path("call_id").asText();
        String invite = phone.hears("INVITE ");
        phone.answersAs("first", invite, "180 Ringing", "");
        phone.answersAs("second", invite, "180 Ringing", "");
        phone.answersAs("first", invite, "200 OK", HandPhone.SDP);
        assertThat(Phone.header(phone.hears("ACK "), "To")).endsWith(";tag=first");
        phone.answersAs("second", invite, "200 OK", HandPhone.SDP);
        assertThat(Phone.header(phone.hears("ACK "), "To")).endsWith(";tag=second");
        String other = phone.hears("BYE ");
        assertThat(Phone.header(other, "To")).endsWith(";tag=second");
        phone.answers(other, "200 OK", "");
        phone.answersAs("first", invite, "200 OK", HandPhone.SDP);
        assertThat(Phone.header(phone.hears("ACK "), "To")).as("it did not come").endsWith(";tag=first");
        ann.hears(call, "answer");
        assertThat(ann.info(call).path("state").asText()).isEqualTo("talking");
        ann.acts("hangup", call);
        String bye = phone.hears("BYE ");
        assertThat(Phone.header(bye, "To")).endsWith(";tag=first");
        phone.answers(bye, "200 OK", "");
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void anotherBranchEndsNothing() {
        Party ann = STAGE.party("ann");
        HandPhone phone = phone();
        String call = ann.calls("callee", phone.address()).path("call_id").asText();
        String invite = phone.hears("INVITE ");
        phone.answersAs("first", invite, "200 OK", HandPhone.SDP);
        phone.hears("ACK ");
        ann.hears(call, "answer");
        phone.turns(invite, "second");
        assertThat(phone.isAnswered(phone.sends("BYE", ""))).startsWith("SIP/2.0 481");
        assertThat(ann.info(call).path("state").asText()).isEqualTo("talking");
        phone.turns(invite, "first");
        assertThat(phone.isAnswered(phone.sends("BYE", ""))).startsWith("SIP/2.0 200");
        assertThat(ann.ends(call)).isEqualTo(Party.CALLEE_STOPPED);
    }

    /** Calls ben, who takes it. */
    private static Talk talks(String... lines) {
        Party ben = STAGE.party("ben");
        HandPhone phone = phone();
        phone.calls("ben", lines);
        JsonNode invite = SipStage.invited(ben);
        String call = SipStage.accepts(ben, invite);
        String ok = phone.hears("SIP/2.0 200");
        phone.begins(ok);
        phone.acknowledges(ok);
        assertThat(Phone.header(ok, "Session-Expires")).isNotEmpty();
        return new Talk(phone, ben, call);
    }

    private static void hangsUp(Talk talk) {
        assertThat(talk.phone().isAnswered(talk.phone().sends("BYE", ""))).startsWith("SIP/2.0 200");
        assertThat(talk.ben().ends(talk.call())).isEqualTo(Party.CALLER_STOPPED);
    }

    private static HandPhone phone() {
        return STAGE.keep(HandPhone.at(STAGE.gateway(0)));
    }
}
