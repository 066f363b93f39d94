package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.RequiresChromium;

/** Browsers on two media servers see and hear each other through relays between the two. */
@RequiresChromium
class BrowserRelayIT {

    private static final int PUBLISHER_STOP = 304006;
    private static final int BRIDGE_STOP = 300020;
    private static final int TRIES = 20;
    /** Two seconds, and three times that on a busy machine. */
    private static final Duration FIRST_FRAME = Duration.ofSeconds(6);
    private static final FarServers SERVERS = new FarServers();

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-relay", "mediary.kurento.urls", SERVERS.urls());

    private static Page red;
    private static Page green;

    @BeforeAll
    static void start() {
        red = STAGE.page("red", Color.RED, 440);
        green = STAGE.page("green", Color.GREEN, 700);
    }

    @AfterEach
    void nothingIsLeft() {
        red.leave();
        green.leave();
        await("relays are gone").atMost(Page.PATIENCE).until(() -> SERVERS.mediaObjects() == 0);
    }

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @Test
    void fourListenersElsewhereSeeThePublisherThroughOneRelayAndSoDoesALateOne() {
        String publisher = red.start(Map.of("type", "publish"));
        int here = SERVERS.of(publisher);
        List<String> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            listeners.add(elsewhere(here, () -> green.receive(Map.of("type", "park"))));
            green.become(listeners.get(i), "listen", Map.of("publisher_id", publisher));
        }
        listeners.forEach(listener -> green.sees(listener, red.colour()));
        listeners.forEach(listener -> green.hears(listener, red.hertz()));
        assertThat(SERVERS.relayElements(here)).isEqualTo(1);
        assertThat(SERVERS.relayElements(1 - here)).isEqualTo(1);
        assertThat(SERVERS.relayed(here, Map.of(publisher, "P")))
                .containsExactly("P.proxy→relay.endpoint AUDIO VIDEO");

        String late = elsewhere(here, () -> green.receive(Map.of("type", "park")));
        green.become(late, "listen", Map.of("publisher_id", publisher));
        green.sees(late, red.colour(), FIRST_FRAME);
        listeners.add(late);
        assertThat(SERVERS.relayElements()).isEqualTo(2);

        listeners.subList(0, 3)
                .forEach(listener -> green.await("await test.sessions[args[0]].session.close();", listener));
        green.sees(late, red.colour());
        listeners.subList(3, 5).forEach(listener -> green.become(listener, "park", Map.of()));
        await("the relay goes with the last").atMost(Page.PATIENCE).until(() -> SERVERS.relayElements() == 0);

        green.become(late, "listen", Map.of("publisher_id", publisher));
        green.sees(late, red.colour());
        red.await("await test.sessions[args[0]].session.close();", publisher);
        assertThat(green.ends(late)).isEqualTo(PUBLISHER_STOP);
    }

    @Test
    void twoOnDifferentMediaServersAreBridged() {
        String one = red.start(Map.of("type", "park"));
        String other = elsewhere(SERVERS.of(one), () -> green.start(Map.of("type", "park")));
        red.become(one, "bridge", Map.of("peer_id", other));
        green.sees(other, red.colour());
        red.sees(one, green.colour());
        green.hears(other, red.hertz());
        red.hears(one, green.hertz());
        assertThat(SERVERS.relayElements()).isEqualTo(4);

        red.await("await test.sessions[args[0]].session.close();", one);
        assertThat(green.ends(other)).isEqualTo(BRIDGE_STOP);
    }

    /** A session that is not on this media server: new ones go to the less loaded. */
    private static String elsewhere(int here, Supplier<String> start) {
        for (int i = 0; i < TRIES; i++) {
            String session = start.get();
            if (SERVERS.of(session) != here) {
                return session;
            }
        }
        throw new AssertionError("all " + TRIES + " sessions are on one media server");
    }
}
