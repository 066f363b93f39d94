package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * Where thousands of sessions live, what a media server released is found without a look into each: one that lets nobody look
 * into it holds up nothing.
 */
class AReleaseAsksNoOtherSessionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch shut = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Whoever hands an event on holds its session meanwhile. */
    private final EventDispatcher dispatcher = new EventDispatcher(new DeafMediaEvents() {
    }, task -> {
        shut.countDown();
        awaitQuietly(open);
    }, 16);

    @Test
    void whateverAnotherSessionIsAt() throws Exception {
        dispatcher.opened("mine", "my endpoint");
        dispatcher.opened("mine", "my player");
        dispatcher.opened("another", "its endpoint");
        Thread telling = new Thread(() -> dispatcher.dispatch(eventOf("another", "its endpoint"), Optional.empty()));
        telling.start();
        try {
            assertThat(shut.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertTimeoutPreemptively(PATIENCE, () -> {
                dispatcher.released("nobody's");
                dispatcher.released("my player");
                assertThat(dispatcher.elements()).isEqualTo(Set.of("my endpoint", "its endpoint"));
                dispatcher.released("my endpoint");
            });
            assertThat(dispatcher.size()).isOne();
            assertThat(dispatcher.elements()).isEqualTo(Set.of("its endpoint"));
        } finally {
            open.countDown();
            telling.join(PATIENCE.toMillis());
        }
    }

    @Test
    void whatIsForgottenIsNobodysAnyMore() {
        dispatcher.opened("one", "a");
        dispatcher.opened("two", "b");
        dispatcher.clear();
        assertThat(dispatcher.elements()).isEmpty();
        dispatcher.opened("one", "c");
        dispatcher.released("a");
        assertThat(dispatcher.book()).isEqualTo(Map.of("one", Set.of("c")));
        dispatcher.abandon();
        assertThat(List.of(dispatcher.elements(), dispatcher.book().keySet())).allMatch(Set::isEmpty);
    }

    private static JsonObject eventOf(String session, String element) {
        return JsonParser.parseString("{\"type\":\"IceGatheringDone\",\"object\":\"" + element
                + "\",\"data\":{\"a\":1,\"tags\":[{\"key\":\"" + Label.SESSION + "\",\"value\":\"" + session + "\"}]}}")
                .getAsJsonObject();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
