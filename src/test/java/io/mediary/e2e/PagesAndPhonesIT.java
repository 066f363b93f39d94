package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.Baresip;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/** A page and a telephone call each other, and each hears the other one's tone. */
@RequiresChromium
@RequiresCommand({"baresip", "ffmpeg"})
class PagesAndPhonesIT {

    @RegisterExtension
    static final SipStage STAGE = new SipStage("pages-and-phones", 1);

    private Telephone page;

    @BeforeEach
    void open() {
        page = Telephone.of(STAGE.page("ben", Color.RED, 1000));
    }

    @Test
    void aPageCallsATelephone() {
        Baresip alice = STAGE.registers("alice", 440);
        String call = page.calls(Map.of("callee", "alice"));
        page.hears(call, "answer");
        hearEachOther(call, alice);
        page.acts("hangup", call);
        alice.isHungUp();
        assertThat(page.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void aTelephoneCallsAPage() {
        Baresip alice = STAGE.dials("alice", 440, "sip:ben@" + SipStage.DOMAIN);
        String call = page.invited();
        page.acts("ringing", call);
        page.accepts(call);
        hearEachOther(call, alice);
        page.acts("hangup", call);
        alice.isHungUp();
        assertThat(page.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    private void hearEachOther(String call, Baresip phone) {
        page.page().hears(page.session(call), phone.hertz());
        phone.hears(page.page().hertz());
    }
}
