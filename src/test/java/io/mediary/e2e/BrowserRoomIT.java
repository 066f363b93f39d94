package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.RequiresChromium;

/** Publishers and listeners, at two instances: whoever listens sees and hears its publisher soon, until the publisher leaves. */
@RequiresChromium
class BrowserRoomIT {

    private static final int PUBLISHER_STOP = 304006;
    /** Two seconds, and three times that on a busy machine. */
    private static final Duration FIRST_FRAME = Duration.ofSeconds(6);

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-room");

    private static Page red;
    private static Page green;
    private static Page audience;

    @BeforeAll
    static void start() {
        red = STAGE.page("red", Color.RED, 440);
        green = STAGE.page("green", Color.GREEN, 700);
        STAGE.nextInstance();
        audience = STAGE.page("audience", Color.BLUE, 1000);
    }

    @Test
    void fiveListenersSeeThePublisherAlsoTheOneThatComesLateAndEndWithIt() {
        String publisher = red.start(Map.of("type", "publish", "room_id", "stage", "create_room", true));
        List<String> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            listeners.add(listen(publisher));
        }
        listeners.forEach(listener -> assertThat(audience.sees(listener, red.colour())).isLessThan(Page.PATIENCE));

        String late = listen(publisher);
        assertThat(audience.sees(late, red.colour())).as("from the command to the picture").isLessThan(FIRST_FRAME);
        listeners.add(late);
        listeners.forEach(listener -> audience.hears(listener, red.hertz()));
        await().atMost(Page.PATIENCE).until(() -> members("stage") == 6);

        red.await("await test.sessions[args[0]].session.close();", publisher);
        listeners.forEach(listener -> assertThat(audience.ends(listener)).isEqualTo(PUBLISHER_STOP));
        await().atMost(Page.PATIENCE).until(() -> members("stage") == 0);
    }

    @Test
    void listenerTurnsFromOnePublisherOfTheRoomToTheOther() {
        String first = red.start(Map.of("type", "publish", "room_id", "two", "create_room", true));
        String second = green.start(Map.of("type", "publish", "room_id", "two"));
        String listener = listen(first);
        audience.sees(listener, red.colour());
        String negotiated = audience.negotiated(listener);

        audience.become(listener, "listen", Map.of("publisher_id", second));
        audience.sees(listener, green.colour(), FIRST_FRAME);
        audience.hears(listener, green.hertz());
        audience.become(listener, "listen", Map.of("publisher_id", first));
        audience.sees(listener, red.colour(), FIRST_FRAME);
        audience.hears(listener, red.hertz());
        assertThat(audience.negotiated(listener)).isEqualTo(negotiated);
    }

    @Test
    void codecsOfTheRoomAreNegotiatedAndDecoded() {
        red.await("await test.mediary.request('media/room/create', args[0]);", Map.of("class", "sfu", "room_id", "old",
                "audio_codec", "pcmu", "video_codec", "h264"));
        String publisher = red.start(Map.of("type", "publish", "room_id", "old"));
        String listener = listen(publisher);
        String answering = audience.answer(Map.of("type", "listen", "publisher_id", publisher));
        for (String session : List.of(listener, answering)) {
            audience.sees(session, red.colour());
            audience.hears(session, red.hertz());
            assertThat(audience.codec(session, "inbound-rtp", "video")).isEqualTo("video/H264");
            assertThat(audience.codec(session, "inbound-rtp", "audio")).isEqualTo("audio/PCMU");
        }
        assertThat(red.codec(publisher, "outbound-rtp", "video")).isEqualTo("video/H264");
        assertThat(red.codec(publisher, "outbound-rtp", "audio")).isEqualTo("audio/PCMU");
    }

    private static String listen(String publisher) {
        return audience.receive(Map.of("type", "listen", "publisher_id", publisher));
    }

    private static int members(String room) {
        return ((Number) red.await(
                "return Object.keys((await test.mediary.request('media/room/get_info', {room_id: args[0]})).members).length;",
                room)).intValue();
    }
}
