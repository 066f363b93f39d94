package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.FreePorts;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.Sipp;

/** A gateway and SIPp: who calls, who ends it, and what goes wrong. Each scenario says what SIPp must be answered. */
@RequiresCommand("sipp")
class SippIT {

    private static final int UNAUTHORIZED = 100030;

    /** Where the trunk is: calls to it go with its credentials. */
    private static final String TRUNK = "127.0.0.3";
    private static final int TRUNK_PORT = FreePorts.rtp();

    @RegisterExtension
    static final SipStage STAGE = new SipStage("sipp", 1)
            .with("mediary.sip.trunk.host", "sip:" + TRUNK + ":" + TRUNK_PORT)
            .with("mediary.sip.trunk.user", "company").with("mediary.sip.trunk.password", "tr-unk")
            .with("mediary.sip.callers", "ann,alice");

    private static final String NUMBER = "+4930123456";
    private static final int MANY = 100;

    @Test
    void itCallsAUserAndHangsUp() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller", "ben", Map.of(), "-d", "300");
        JsonNode invite = SipStage.invited(ben);
        assertThat(invite.path("type").asText()).isEqualTo("user");
        assertThat(invite.at("/caller/address").asText()).isEqualTo("sip:caller@elsewhere.test");
        assertThat(invite.at("/caller/name").asText()).isEqualTo("Caller");
        String call = id(invite);
        ben.acts("ringing", call);
        SipStage.accepts(ben, invite);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
        assertThat(sipp.messages()).contains("SIP/2.0 180");
    }

    @Test
    void itCallsAUserWhoHangsUp() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller-is-hung-up", "ben", Map.of());
        String call = accepted(ben);
        ben.acts("hangup", call);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void itGivesUp() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller-cancels", "ben", Map.of());
        String call = id(SipStage.invited(ben));
        ben.acts("ringing", call);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.ORIGINATOR_CANCEL);
    }

    @Test
    void itIsRejected() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller-is-refused", "ben", Map.of("status", "486"));
        ben.acts("rejected", id(SipStage.invited(ben)));
        sipp.plays();
    }

    @Test
    void itCallsNobody() {
        STAGE.calls("caller-is-refused", "nobody-of-that-name", Map.of("status", "404")).plays();
    }

    @Test
    void itCallsWithoutAnOffer() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller-without-offer", "ben", Map.of(), "-d", "300");
        String call = accepted(ben);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void itHoldsAndResumes() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller-holds", "ben", Map.of(), "-d", "300");
        String call = accepted(ben);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
        assertThat(ben.heard(call).stream().filter(event -> event.type().equals("info"))
                .map(event -> event.body().at("/body/hold").asBoolean())).containsExactly(true, false);
    }

    @Test
    void aUserOfOursSaysWhoItIs() {
        Party ben = STAGE.party("ben");
        Map<String, String> words = Map.of("from", "alice@" + SipStage.DOMAIN, "user", "alice", "password",
                SipStage.PASSWORDS.get("alice"), "status", "401");
        Sipp sipp = STAGE.calls("caller-authenticates", "ben", words, "-d", "300", "-auth_uri",
                "ben@" + STAGE.gateway(0).host());
        String call = accepted(ben);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void whoSaysThatItIsAUserOfOursMustKnowThePassword() {
        Party ben = STAGE.party("ben");
        Map<String, String> words = Map.of("from", "alice@" + SipStage.DOMAIN, "user", "alice", "password", "guessed",
                "status", "401", "wrong", "403");
        STAGE.calls("caller-fails-to-authenticate", "ben", words, "-auth_uri", "ben@" + STAGE.gateway(0).host())
                .plays();
        assertThat(SipStage.invitations(ben)).isEmpty();
    }

    @Test
    void itIsCalledAndHungUp() {
        Party ann = STAGE.party("ann");
        Sipp sipp = STAGE.answers("callee", Map.of());
        String call = calls(ann, SipStage.address(sipp));
        ann.hears(call, "ringing");
        ann.hears(call, "answer");
        assertThat(ann.info(call).path("state").asText()).isEqualTo("talking");
        ann.acts("hangup", call);
        sipp.plays();
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void itIsCalledAndHangsUp() {
        Party ann = STAGE.party("ann");
        Sipp sipp = STAGE.answers("callee-hangs-up", Map.of());
        String call = calls(ann, SipStage.address(sipp));
        assertThat(ann.ends(call)).isEqualTo(Party.CALLEE_STOPPED);
        assertThat(ann.types(call)).contains("accepted");
        sipp.plays();
    }

    @Test
    void itIsCalledByOneWhoGivesUp() {
        Party ann = STAGE.party("ann");
        Sipp sipp = STAGE.answers("callee-is-cancelled", Map.of());
        String call = calls(ann, SipStage.address(sipp));
        ann.hears(call, "ringing");
        ann.acts("hangup", call);
        sipp.plays();
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void itDoesNotAnswer() {
        Party ann = STAGE.party("ann");
        Sipp sipp = STAGE.answers("callee-is-cancelled", Map.of());
        String call = id(ann.calls("callee", SipStage.address(sipp), "ring", 1));
        sipp.plays();
        assertThat(ann.ends(call)).isEqualTo(Party.NO_ANSWER);
    }

    @Test
    void itIsBusy() {
        Party ann = STAGE.party("ann");
        Sipp sipp = STAGE.answers("callee-refuses", Map.of("status", "486"));
        String call = calls(ann, SipStage.address(sipp));
        assertThat(ann.ends(call)).isEqualTo(Party.CALL_REJECTED);
        assertThat(ann.hears(call, "hangup").body().path("reason").asText()).isEqualTo("Busy");
        sipp.plays();
    }

    @Test
    void aTrunkAsksWhoCalls() {
        Party ann = STAGE.party("ann");
        Sipp trunk = STAGE.answers("callee-asks-who-calls", Map.of("user", "company", "password", "tr-unk"), "-i",
                TRUNK,
                "-p", String.valueOf(TRUNK_PORT));
        String call = calls(ann, "tel:+4930123456");
        ann.hears(call, "answer");
        ann.acts("hangup", call);
        trunk.plays();
        assertThat(trunk.messages()).contains("INVITE sip:+4930123456@" + TRUNK);
    }

    @Test
    void aTelephoneOfOursCallsByTheTrunk() {
        Sipp trunk = STAGE.answers("callee-asks-who-calls", Map.of("user", "company", "password", "tr-unk"), "-i",
                TRUNK, "-p", String.valueOf(TRUNK_PORT));
        Sipp sipp = STAGE.calls("caller-authenticates", NUMBER, proof("alice", Map.of()), "-d", "300", "-auth_uri",
                NUMBER + "@" + STAGE.gateway(0).host());
        sipp.plays();
        trunk.plays();
        assertThat(trunk.messages()).contains("INVITE sip:" + NUMBER + "@" + TRUNK, "<sip:company@" + TRUNK);
    }

    @Test
    void onlyThoseWhoAreNamedCallByTheTrunk() {
        STAGE.calls("caller-fails-to-authenticate", NUMBER, proof("bob", Map.of("wrong", "403")), "-auth_uri",
                NUMBER + "@" + STAGE.gateway(0).host()).plays();
        Party ben = STAGE.party("ben");
        assertThat(ben.ends(calls(ben, "tel:" + NUMBER))).isEqualTo(UNAUTHORIZED);
    }

    @Test
    void aStrangerDoesNotCallByTheTrunk() {
        STAGE.calls("caller-is-refused", NUMBER, Map.of("status", "404")).plays();
    }

    /** As stock SIPp proves who it is: for a host and a port alone. */
    @Test
    void aProofNeedsNoUserInItsAddress() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller-authenticates", "ben", proof("alice", Map.of()), "-d", "300");
        String call = accepted(ben);
        sipp.plays();
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void itMayNotBeCalledWhereNobodySaidSo() {
        Party ann = STAGE.party("ann");
        String call = calls(ann, "sip:callee@127.0.0.2:5060");
        assertThat(ann.ends(call)).isEqualTo(UNAUTHORIZED);
    }

    /** 10 more a second; each lasts 10 s. */
    @Test
    void aHundredCallAtOnce() {
        Party ben = STAGE.party("ben");
        Sipp sipp = STAGE.calls("caller", "ben", Map.of(), "-d", "10000", "-m", String.valueOf(MANY), "-r", "10");
        Set<String> taken = new HashSet<>();
        await("all are taken").atMost(Duration.ofSeconds(25)).pollInterval(Duration.ofMillis(20)).until(() -> {
            SipStage.invitations(ben).stream().filter(invite -> taken.add(id(invite)))
                    .forEach(invite -> ben.client().send("media/call/accepted", Party.acceptance(invite)));
            return taken.size() == MANY;
        });
        sipp.plays();
        taken.forEach(call -> assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED));
        assertThat(sipp.messages()).doesNotContain("SIP/2.0 4", "SIP/2.0 5");
    }

    private static Map<String, String> proof(String user, Map<String, String> more) {
        Map<String, String> words = new HashMap<>(Map.of("from", user + "@" + SipStage.DOMAIN, "user", user, "password",
                SipStage.PASSWORDS.get(user), "status", "401"));
        words.putAll(more);
        return words;
    }

    /** Waits to be invited, and accepts. */
    private static String accepted(Party party) {
        return SipStage.accepts(party, SipStage.invited(party));
    }

    private static String calls(Party party, String callee) {
        return id(party.calls("callee", callee));
    }

    private static String id(JsonNode data) {
        return data.path("call_id").asText();
    }
}
