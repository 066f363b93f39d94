package io.mediary.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WheelExecutorTest {

    private static final long LONGER_THAN_EXACT = WheelExecutor.EXACT.toMillis() + 50;

    private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(1, task -> new Thread(task, "pool"));
    private final WheelExecutor wheel = new WheelExecutor(pool);

    @AfterEach
    void stop() {
        wheel.stop();
        pool.shutdownNow();
    }

    @Test
    void whatIsCancelledIsForgottenSoon() {
        List<ScheduledFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(wheel.schedule(() -> "never", 1, TimeUnit.HOURS));
        }
        assertThat(wheel.waiting()).isEqualTo(10_000);
        waiting.subList(1, waiting.size()).forEach(each -> assertThat(each.cancel(false)).isTrue());
        await().until(() -> wheel.waiting() == 1);
        assertThat(waiting.get(0).isDone()).isFalse();
        assertThat(waiting.get(1).isCancelled()).isTrue();
        assertThatThrownBy(() -> waiting.get(1).get()).isInstanceOf(CancellationException.class);
    }

    @Test
    void whatIsDueRunsInThePoolAndNotBeforeItsTime() throws Exception {
        for (long delay : new long[]{0, 5, WheelExecutor.EXACT.toMillis(), LONGER_THAN_EXACT}) {
            long begun = System.nanoTime();
            ScheduledFuture<String> due = wheel.schedule(() -> Thread.currentThread().getName(), delay,
                    TimeUnit.MILLISECONDS);
            assertThat(due.get(30, TimeUnit.SECONDS)).isEqualTo("pool");
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(delay));
            assertThat(due.isDone()).isTrue();
        }
        assertThat(wheel.waiting()).isZero();
    }

    @Test
    void whatFailsFailsForWhoWaitsForIt() {
        ScheduledFuture<?> due = wheel.schedule(() -> {
            throw new IllegalStateException("thrown");
        }, LONGER_THAN_EXACT, TimeUnit.MILLISECONDS);
        assertThatThrownBy(due::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("thrown");
    }

    @Test
    void whatStillWaitsAtTheEndOfTheWheelIsDoneInItsTime() throws Exception {
        ScheduledFuture<String> waiting = wheel.schedule(() -> "done", LONGER_THAN_EXACT, TimeUnit.MILLISECONDS);
        ScheduledFuture<String> cancelled = wheel.schedule(() -> "done", 1, TimeUnit.HOURS);
        cancelled.cancel(false);
        wheel.stop();
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(wheel.schedule(() -> "later", LONGER_THAN_EXACT, TimeUnit.MILLISECONDS).get(30, TimeUnit.SECONDS))
                .isEqualTo("later");
        assertThat(cancelled.isCancelled()).isTrue();
    }

    @Test
    void whatAPoolThatHasEndedDoesNotTakeFails() {
        ScheduledFuture<String> waiting = wheel.schedule(() -> "done", LONGER_THAN_EXACT, TimeUnit.MILLISECONDS);
        pool.shutdownNow();
        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void thePoolIsNotItsToShutDown() {
        wheel.shutdownNow();
        assertThat(pool.isShutdown()).isFalse();
    }
}
