package io.mediary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

/** Of the sessions that end, the fault suite excuses those that a media server took with it, and no others. */
class DeathTest {

    private static final End FAILED = new End("echo", 300004, "Session has failed");

    private final Death death = new Death("ws://dead",
            Map.of("there", "ws://dead", "here", "ws://alive", "listener", "ws://alive"), Map.of("listener", "there"));

    @Test
    void itsOwnSessionsFail() {
        assertThat(death.explains("there", FAILED)).isTrue();
        assertThat(death.explains("here", FAILED)).isFalse();
    }

    @Test
    void clientsMustBeToldWhy() {
        assertThat(death.explains("there", new End("echo", 0, ""))).isFalse();
        assertThat(death.explains("there", new End("echo", 100036, "Registered process stopped"))).isFalse();
        assertThat(death.explains("there", new End("echo", 304006, "Publisher stopped"))).isFalse();
    }

    @Test
    void whoListensFromAfarToOneOfItsPublishersIsToldThatItStopped() {
        assertThat(death.explains("listener", new End("listen", 304006, "Publisher stopped"))).isTrue();
        assertThat(death.explains("here", new End("listen", 304006, "Publisher stopped"))).isFalse();
    }

    @Test
    void itsRoomsAreDestroyedForThoseWhoWereInThem() {
        assertThat(death.explains("there", new End("publish", 304003, "Room destroyed"))).isTrue();
        assertThat(death.explains("listener", new End("listen", 304003, "Room destroyed"))).isTrue();
        assertThat(death.explains("there", new End("echo", 304003, "Room destroyed"))).isFalse();
    }

    @Test
    void whereNoneDiesNothingIsExcused() {
        assertThat(new Death("", Map.of(), Map.of()).explains("there", FAILED)).isFalse();
    }
}
