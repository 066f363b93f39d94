package io.mediary.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** The state of a dialog. */
class EndsTest {

    private static Ends of(String local) {
        return new Ends("call", "ours", Optional.empty(), local, "<sip:b@192.0.2.7>", "sip:b@192.0.2.7", List.of(), 4,
                -1,
                Optional.empty());
    }

    @Test
    void userIsThatOfTheAddressWhateverTheNameSays() {
        assertThat(of("<sip:alice@example.com>").localUser()).isEqualTo("alice");
        assertThat(of("\"a<b@c\" <sip:alice@example.com>").localUser()).isEqualTo("alice");
        assertThat(of("<sip:example.com>").localUser()).isEqualTo("mediary");
        assertThat(of("<sip:@example.com>").localUser()).isEqualTo("mediary");
    }

    @Test
    void anHeirGoesOnBehindWhatWasNotWritten() {
        assertThat(of("<sip:alice@example.com>").skipping().localSeq()).isGreaterThan(50);
    }
}
