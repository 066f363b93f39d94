package io.mediary.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.mediary.event.Delivered;
import io.mediary.event.LogPosition;

/** Events wait for a slow client, but not without bound. */
class EventWindowTest {

    private final List<Long> sent = new ArrayList<>();
    private final Deque<Runnable> unanswered = new ArrayDeque<>();
    private boolean exhausted;
    private final EventWindow window = new EventWindow(2, 3, new EventWindow.Out() {
        @Override
        public void send(Delivered event, Runnable answered) {
            sent.add(event.position().sequence());
            unanswered.add(answered);
        }

        @Override
        public void exhausted() {
            exhausted = true;
        }
    });

    @Test
    void nothingFlowsBeforeTheClientKnowsItsConnection() {
        offer(1, 2, 3);
        assertThat(sent).isEmpty();
        window.release();
        assertThat(sent).containsExactly(1L, 2L);
    }

    @Test
    void soManyAreOnTheirWayAtATime() {
        window.release();
        offer(1, 2, 3, 4, 5);
        assertThat(sent).containsExactly(1L, 2L);
        unanswered.poll().run();
        assertThat(sent).containsExactly(1L, 2L, 3L);
        while (!unanswered.isEmpty()) {
            unanswered.poll().run();
        }
        assertThat(sent).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(exhausted).isFalse();
    }

    @Test
    void whoFallsTooFarBehindGetsWhatWaitsAndIsClosedThen() {
        window.release();
        offer(1, 2, 3, 4, 5, 6, 7);
        assertThat(exhausted).isFalse();
        while (!unanswered.isEmpty()) {
            unanswered.poll().run();
        }
        assertThat(sent).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(exhausted).isTrue();
    }

    private void offer(long... sequences) {
        for (long sequence : sequences) {
            window.offer(new Delivered(0, new LogPosition(1, sequence), TestClient.object()));
        }
    }
}
