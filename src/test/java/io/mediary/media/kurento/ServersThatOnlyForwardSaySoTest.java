package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonParser;

import io.mediary.media.MediaKind;

class ServersThatOnlyForwardSaySoTest {

    @Test
    void kurentoTranscodesWhatHasCodecs() {
        assertThat(Transcoding.of(JsonParser.parseString("{\"capabilities\":[\"transactions\"]}")))
                .containsExactlyInAnyOrder(MediaKind.AUDIO, MediaKind.VIDEO);
    }

    @Test
    void aKindThatIsForwardedIsNotTranscoded() {
        assertThat(Transcoding
                .of(JsonParser.parseString("{\"capabilities\":[\"transactions\",\"forwards:video\"]}")))
                .containsExactly(MediaKind.AUDIO);
        assertThat(Transcoding.of(
                JsonParser.parseString("{\"capabilities\":[\"forwards:audio\",\"forwards:video\"]}"))).isEmpty();
    }
}
