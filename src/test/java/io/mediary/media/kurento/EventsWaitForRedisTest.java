package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.StateChanged;
import io.mediary.media.MediaSnapshot;
import io.smallrye.mutiny.Uni;

class EventsWaitForRedisTest implements DeafMediaEvents {

    private static final MediaSnapshot NOTHING = new MediaSnapshot("taken", Optional.empty(), Map.of(), Set.of(),
            Optional.empty(), Map.of(), Map.of());

    private final List<MediaEvent> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean(true);
    private final CompletableFuture<Void> back = new CompletableFuture<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final PatientEvents events = new PatientEvents(this, () -> {
        waiting.incrementAndGet();
        return Uni.createFrom().completionStage(back);
    });

    @Test
    void eventsOfASessionWaitInOrderUntilRedisIsBack() {
        EventLane lane = new EventLane("s", events, Runnable::run, 100);
        lane.take(new StateChanged("s", "ice", "gathering"));
        lane.take(new StateChanged("s", "ice", "connecting"));
        lane.take(new StateChanged("s", "dtls", "connecting"));
        await().until(() -> attempts.get() == 1);
        assertThat(taken).isEmpty();
        assertThat(attempts).as("nobody asks while Redis is known to be away").hasValue(1);
        away.set(false);
        back.complete(null);
        await().until(() -> taken.size() == 3);
        assertThat(taken).containsExactly(new StateChanged("s", "ice", "gathering"),
                new StateChanged("s", "ice", "connecting"), new StateChanged("s", "dtls", "connecting"));
    }

    @Test
    void whereTooManyWaitTheNewestStateOfEachSubjectIsTold() {
        EventLane lane = new EventLane("s", events, Runnable::run, 3);
        lane.take(new StateChanged("s", "ice", "gathering"));
        for (int i = 0; i < 50; i++) {
            lane.take(new StateChanged("s", "media", i % 2 == 0 ? "connected" : "disconnected"));
        }
        lane.take(new StateChanged("s", "dtls", "connected"));
        away.set(false);
        back.complete(null);
        await().until(() -> taken.contains(new StateChanged("s", "dtls", "connected")));
        assertThat(taken.stream().filter(StateChanged.class::isInstance).map(StateChanged.class::cast)
                .filter(state -> state.subject().equals("media")).reduce((first, second) -> second))
                .hasValue(new StateChanged("s", "media", "disconnected"));
        assertThat(taken).hasSizeLessThan(10);
    }

    @Test
    void whatAnotherTellsIsNotToldWhenRedisIsBack() {
        EventLane taken = new EventLane("taken", events, Runnable::run, 100);
        EventLane kept = new EventLane("kept", events, Runnable::run, 100);
        taken.take(new StateChanged("taken", "ice", "gathering"));
        taken.take(new StateChanged("taken", "ice", "connecting"));
        CompletionStage<Void> found = taken.found(NOTHING, Set.of());
        kept.take(new StateChanged("kept", "ice", "gathering"));
        await().until(() -> waiting.get() == 2);

        taken.abandon();
        assertThat(found).isCompletedExceptionally();
        assertThat(taken.isIdle()).isTrue();
        assertThat(taken.found(NOTHING, Set.of())).isCompletedExceptionally();
        taken.take(new StateChanged("taken", "ice", "connected"));
        away.set(false);
        back.complete(null);
        await().until(kept::isIdle);
        assertThat(this.taken).containsExactly(new StateChanged("kept", "ice", "gathering"));
        assertThat(attempts).as("an attempt each, and that of who waited").hasValue(3);
    }

    @Test
    void anEventThatNobodyCanTakeHoldsTheOthersUpNoLonger() {
        away.set(false);
        EventLane lane = new EventLane("s", events, Runnable::run, 100);
        lane.take(new StateChanged("s", "ice", "broken"));
        lane.take(new StateChanged("s", "ice", "failed"));
        await().until(() -> taken.size() == 1);
        assertThat(taken).containsExactly(new StateChanged("s", "ice", "failed"));
    }

    @Override
    public Uni<Void> on(MediaEvent event) {
        attempts.incrementAndGet();
        if (away.get()) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
        }
        if (event instanceof StateChanged state && state.state().equals("broken")) {
            return Uni.createFrom().failure(new IllegalStateException("broken"));
        }
        taken.add(event);
        return Uni.createFrom().voidItem();
    }
}
