package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.Baresip;
import io.mediary.testing.Ffmpeg;
import io.mediary.testing.FreePorts;
import io.mediary.testing.Kamailio;
import io.mediary.testing.ReceivedMedia;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;
import io.mediary.testing.Sipp;

/** Telephones that have registered at a proxy, which asks them who they are, and stays in the path of each dialog. */
@RequiresCommand({"kamailio", "sipp", "baresip", "ffmpeg"})
class KamailioIT {

    private static final int PORT = FreePorts.rtp();
    private static final String PHONES = "phones.test";
    private static final double HERTZ = 620;

    @RegisterExtension
    static final SipStage STAGE = new SipStage("kamailio", 1)
            .with("mediary.sip.outbound-proxy", "sip:127.0.0.1:" + PORT).with("mediary.sip.trusted", "127.0.0.1");

    private Kamailio proxy;

    @BeforeEach
    void start() {
        proxy = STAGE.keep(Kamailio.start(STAGE.logs(), PORT, STAGE.gateway(0).port(), SipStage.DOMAIN, PHONES,
                SipStage.PASSWORDS));
    }

    @Test
    void anApplicationCallsATelephone() {
        Baresip alice = STAGE.keep(Baresip.registers(STAGE.logs(), account("alice"), 440));
        Party ann = STAGE.party("ann");
        RtpStream own = RtpStream.free(RtpCodec.PCMU);
        ReceivedMedia received = STAGE.keep(Ffmpeg.receive(List.of(own)));
        JsonNode made = ann.client().request("media/call/create", "callee", "sip:alice@" + PHONES, "wait_reply", true,
                "sdp_type", "rtp", "offer", ApiClient.data("sdp", RtpStream.sdp(List.of(own)), "sdp_type", "rtp"));
        String call = made.path("call_id").asText();
        STAGE.keep(Ffmpeg.send(HERTZ, Color.BLACK, RtpStream.in(made.at("/answer/sdp").asText())));
        ann.hears(call, "answer");
        alice.hears(HERTZ);
        received.awaitTone(alice.hertz());
        ann.acts("hangup", call);
        alice.isHungUp();
    }

    @Test
    void aTelephoneCallsAUserWhoHangsUp() {
        Party ben = STAGE.party("ben");
        Baresip alice = STAGE.keep(Baresip.calls(STAGE.logs(), account("alice"), 440, "sip:ben@" + SipStage.DOMAIN));
        JsonNode invite = SipStage.invited(ben);
        assertThat(invite.at("/caller/address").asText()).isEqualTo("sip:alice@" + PHONES);
        ben.accepts(invite);
        alice.says("established");
        ben.acts("hangup", invite.path("call_id").asText());
        alice.isHungUp();
    }

    @Test
    void aCallerWhoKnowsThePasswordHangsUp() {
        Party ben = STAGE.party("ben");
        Sipp sipp = calls("caller-authenticates", Map.of("status", "407", "user", "bob", "password",
                SipStage.PASSWORDS.get("bob")));
        String call = SipStage.accepts(ben, SipStage.invited(ben));
        sipp.plays();
        assertThat(sipp.messages()).contains("Record-Route: <sip:127.0.0.1:" + PORT);
        assertThat(ben.ends(call)).isEqualTo(Party.CALLER_STOPPED);
    }

    @Test
    void aCallerWhoDoesNotSayWhoItIsIsRefused() {
        calls("caller-is-refused", Map.of("status", "407")).plays();
    }

    @Test
    void aTelephoneThatIsNotThereIsNotReached() {
        Party ann = STAGE.party("ann");
        String call = ann.calls("callee", "sip:bob@" + PHONES).path("call_id").asText();
        assertThat(ann.ends(call)).isEqualTo(Party.NO_ANSWER);
    }

    private Sipp calls(String scenario, Map<String, String> more) {
        Map<String, String> words = new HashMap<>(Map.of("from", "bob@" + PHONES, "host", SipStage.DOMAIN));
        words.putAll(more);
        return STAGE.keep(Sipp.calls(STAGE.logs(), scenario, words, proxy.host(), "-s", "ben", "-d", "300"));
    }

    private static Baresip.Account account(String user) {
        return new Baresip.Account(user, SipStage.PASSWORDS.get(user), PHONES, "127.0.0.1:" + PORT);
    }
}
