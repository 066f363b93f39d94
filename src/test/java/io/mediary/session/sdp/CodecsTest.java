package io.mediary.session.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.mediary.media.MediaKind;

/** What one side sends, the other can decode, or it is said which kind it cannot. */
class CodecsTest {

    private static final Codecs NONE = of("", "");

    @ParameterizedTest(name = "{0} to {1}, transcoded {2}: {3}")
    @MethodSource("pairs")
    void theFirstKindThatTheReceiverCannotDecodeIsNamed(Codecs sender, Codecs receiver, Set<MediaKind> transcoded,
            Optional<MediaKind> unheard) {
        assertThat(sender.unheardBy(receiver, transcoded)).isEqualTo(unheard);
    }

    static Stream<Arguments> pairs() {
        Codecs browser = of("opus pcmu pcma", "vp8 h264");
        Codecs phone = of("pcmu pcma", "");
        Set<MediaKind> none = Set.of();
        Optional<MediaKind> all = Optional.empty();
        Optional<MediaKind> audio = Optional.of(MediaKind.AUDIO);
        Optional<MediaKind> video = Optional.of(MediaKind.VIDEO);
        return Stream.of(
                Arguments.of(browser, browser, none, all),
                Arguments.of(phone, browser, none, all),
                Arguments.of(browser, phone, none, audio),
                Arguments.of(browser, phone, Set.of(MediaKind.AUDIO), all),
                Arguments.of(browser, phone, Set.of(MediaKind.VIDEO), audio),
                Arguments.of(browser, of("opus", "h264"), none, video),
                Arguments.of(browser, of("opus", "h264"), Set.of(MediaKind.VIDEO), all),
                Arguments.of(browser, of("pcma", "vp9"), none, audio),
                Arguments.of(browser, of("pcma", "vp9"), Set.of(MediaKind.AUDIO), video),
                Arguments.of(browser, of("pcma", "vp9"), Set.of(MediaKind.AUDIO, MediaKind.VIDEO), all),
                Arguments.of(of("opus", ""), of("", "vp8"), none, audio),
                Arguments.of(of("", "vp8"), of("opus", ""), none, video),
                Arguments.of(of("", "vp8"), of("opus", ""), Set.of(MediaKind.AUDIO, MediaKind.VIDEO), video),
                Arguments.of(browser, of("", "vp8"), none, all),
                Arguments.of(browser, NONE, none, all),
                Arguments.of(NONE, browser, none, all),
                Arguments.of(NONE, NONE, none, all));
    }

    private static Codecs of(String audio, String video) {
        return new Codecs(words(audio), words(video));
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}
