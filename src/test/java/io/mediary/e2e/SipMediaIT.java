package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.testing.ApiClient;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/** Clients with plain RTP, PCMU and VP8, see and hear browsers and each other, and are seen and heard. */
@RequiresChromium
@RequiresCommand("ffmpeg")
class SipMediaIT {

    private static final int INCOMPATIBLE_SESSION = 300005;
    private static final Color COLOUR = Color.GREEN;
    private static final double HERTZ = 620;

    @RegisterExtension
    static final Stage STAGE = new Stage("sip-media");

    private static ApiClient client;
    private static Page browser;

    @BeforeAll
    static void start() {
        client = STAGE.client("gateway");
        browser = STAGE.page("browser", Color.RED, 1000);
    }

    @ParameterizedTest(name = "the phone {0} {1} and {2}")
    @CsvSource({"offers,PCMU,VP8", "answers,PCMU,VP8", "offers,OPUS,H264", "answers,PCMA,H264"})
    void browserIsBridgedToThePhoneInItsCodecs(String role, RtpCodec audio, RtpCodec video) {
        try (Phone phone = phone(role, Map.of("type", "park"), audio, video)) {
            String session = browser.start(Map.of("type", "bridge", "peer_id", phone.session()));
            seeAndHearEachOther(session, phone);
        }
    }

    @ParameterizedTest(name = "the phone {0}")
    @ValueSource(strings = {"offers", "answers"})
    void phoneIsBridgedToTheBrowser(String role) {
        String session = browser.start(Map.of("type", "park"));
        try (Phone phone = phone(role, Map.of("type", "bridge", "peer_id", session))) {
            seeAndHearEachOther(session, phone);
        }
    }

    @Test
    void phoneSeesAndHearsItself() {
        try (Phone phone = phone("offers", Map.of("type", "echo"))) {
            phone.received().awaitColour(COLOUR);
            phone.received().awaitTone(HERTZ);
        }
    }

    @Test
    void phoneThatHasOnlyH264GetsAnErrorFromABrowserThatSendsVp8() {
        String publisher = browser.start(Map.of("type", "publish"));
        assertThatThrownBy(() -> phone("offers", Map.of("type", "listen", "publisher_id", publisher), RtpCodec.PCMU,
                RtpCodec.H264)).isInstanceOfSatisfying(ApiClient.ErrorAnswer.class,
                        answer -> assertThat(answer.code()).isEqualTo(INCOMPATIBLE_SESSION));
    }

    @Test
    void phoneListensToTheBrowserAndAnotherPublishesForIt() {
        String publisher = browser.start(Map.of("type", "publish", "room_id", "both", "create_room", true));
        try (Phone listener = phone("offers", Map.of("type", "listen", "publisher_id", publisher));
                Phone second = phone("answers", Map.of("type", "publish", "room_id", "both"))) {
            listener.received().awaitColour(browser.colour());
            listener.received().awaitTone(browser.hertz());

            String audience = browser.receive(Map.of("type", "listen", "publisher_id", second.session()));
            browser.sees(audience, COLOUR);
            browser.hears(audience, HERTZ);
            client.request("media/session/set_type", "session_id", listener.session(), "type", "listen",
                    "publisher_id", second.session());
            listener.received().awaitColour(COLOUR);
            listener.received().awaitTone(HERTZ);
        }
    }

    private static Phone phone(String role, Map<String, ?> data) {
        return phone(role, data, RtpCodec.PCMU, RtpCodec.VP8);
    }

    private static Phone phone(String role, Map<String, ?> data, RtpCodec... codecs) {
        return role.equals("offers")
                ? Phone.offers(client, data, COLOUR, HERTZ, codecs)
                : Phone.answers(client, data, COLOUR, HERTZ, codecs);
    }

    private static void seeAndHearEachOther(String session, Phone phone) {
        browser.sees(session, phone.colour());
        browser.hears(session, phone.hertz());
        try {
            phone.received().awaitColour(browser.colour());
        } catch (RuntimeException e) {
            System.out.println(phone.received().log());
            throw e;
        }
        phone.received().awaitTone(browser.hertz());
    }
}
