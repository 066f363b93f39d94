package io.mediary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.session.sdp.Codecs;
import io.mediary.session.sdp.SdpText;

/** SIP clients of this machine say what they offer, and nothing of them is left. */
class SipOfferTest {

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(directories()).isEmpty();
        assertThat(ProcessHandle.current().descendants().map(process -> process.info().command().orElse("")))
                .noneMatch(command -> command.endsWith("/baresip") || command.endsWith("/sipp"));
    }

    @Test
    @RequiresCommand("baresip")
    void baresipOffersAudioAndVideo() {
        String offer = SipOffer.baresip(true);

        assertThat(SdpText.parse(offer).orElseThrow().codecs())
                .isEqualTo(new Codecs(List.of("opus", "pcmu", "pcma"), List.of("vp8", "h264")));
        assertThat(offer).contains("RTP/AVP", "a=tool:baresip", "telephone-event");
    }

    @Test
    @RequiresCommand("baresip")
    void baresipOffersAudioAlone() {
        assertThat(SdpText.parse(SipOffer.baresip(false)).orElseThrow().codecs())
                .isEqualTo(new Codecs(List.of("opus", "pcmu", "pcma"), List.of()));
    }

    @Test
    @RequiresCommand("sipp")
    void sippOffersPcmu() {
        assertThat(SdpText.parse(SipOffer.sipp()).orElseThrow().codecs())
                .isEqualTo(new Codecs(List.of("pcmu"), List.of()));
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(SipOffer.DIRECTORY))
                    .toList();
        }
    }
}
