package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.Baresip;
import io.mediary.testing.Ffmpeg;
import io.mediary.testing.ReceivedMedia;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

/** Telephones that have registered with their passwords: each hears the other end's tone, and nobody else's. */
@RequiresCommand({"baresip", "ffmpeg"})
class BaresipIT {

    private static final double HERTZ = 620;

    @RegisterExtension
    static final SipStage STAGE = new SipStage("baresip", 1);

    @Test
    void anApplicationCallsATelephone() {
        Baresip alice = STAGE.registers("alice", 440);
        Party ann = STAGE.party("ann");
        RtpStream own = RtpStream.free(RtpCodec.PCMU);
        ReceivedMedia received = STAGE.keep(Ffmpeg.receive(List.of(own)));
        JsonNode made = ann.client().request("media/call/create", "callee", "alice", "wait_reply", true, "sdp_type",
                "rtp", "offer", ApiClient.data("sdp", RtpStream.sdp(List.of(own)), "sdp_type", "rtp"));
        String call = made.path("call_id").asText();
        STAGE.keep(Ffmpeg.send(HERTZ, Color.BLACK, RtpStream.in(made.at("/answer/sdp").asText())));
        assertThat(ann.hears(call, "answer").body().path("callee").asText()).as("not where she is").isEqualTo("alice");
        alice.hears(HERTZ);
        received.awaitTone(alice.hertz());
        ann.acts("hangup", call);
        alice.isHungUp();
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void telephonesCallEachOther() {
        Baresip bob = STAGE.registers("bob", 1000);
        Baresip alice = STAGE.dials("alice", 440, "sip:bob@" + SipStage.DOMAIN);
        alice.hears(bob.hertz());
        bob.hears(alice.hertz());
        alice.leaves();
        bob.isHungUp();
    }

    @Test
    void aTelephoneWithAWrongPasswordIsNotCalled() {
        STAGE.keep(Baresip.calls(STAGE.logs(), STAGE.account("alice", "guessed"), 440, "sip:bob@" + SipStage.DOMAIN))
                .says("403");
        Party ann = STAGE.party("ann");
        assertThat(Party.failing(() -> ann.calls("callee", "alice"))).isEqualTo(Party.NO_DESTINATION);
    }
}
