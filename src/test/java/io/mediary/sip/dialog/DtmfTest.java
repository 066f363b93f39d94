package io.mediary.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Keys in bodies of INFO. */
class DtmfTest {

    @Test
    void keyIsReadWithItsDuration() {
        assertThat(Dtmf.read(Dtmf.RELAY, "Signal= 5\r\nDuration= 250\r\n")).contains(new Dtmf("5", 250));
        assertThat(Dtmf.read(Dtmf.RELAY, "Signal=#\n")).contains(new Dtmf("#", 160));
        assertThat(Dtmf.read(Dtmf.PLAIN, "d\r\n")).contains(new Dtmf("D", 160));
    }

    @Test
    void durationIsOneThatACallTakes() {
        assertThat(Dtmf.read(Dtmf.RELAY, "Signal=1\r\nDuration=1\r\n")).contains(new Dtmf("1", 40));
        assertThat(Dtmf.read(Dtmf.RELAY, "Signal=1\r\nDuration=99999\r\n")).contains(new Dtmf("1", 6000));
    }

    @Test
    void whatIsNoKeyIsNone() {
        assertThat(Dtmf.read(Dtmf.RELAY, "Signal=55\r\n")).isEmpty();
        assertThat(Dtmf.read(Dtmf.PLAIN, "hello")).isEmpty();
        assertThat(Dtmf.read(Dtmf.PLAIN, "")).isEmpty();
    }

    @Test
    void keyIsSentAsItIsRead() {
        assertThat(Dtmf.read(Dtmf.RELAY, new Dtmf("*", 300).relay())).contains(new Dtmf("*", 300));
    }
}
