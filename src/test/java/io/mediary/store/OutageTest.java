package io.mediary.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;

class OutageTest {

    private final Outage outage = new Outage(() -> Uni.createFrom().nothing());

    @AfterEach
    void close() {
        outage.close();
    }

    @Test
    void whoStopsWaitingWakesNobodyElse() {
        outage.failed();
        CompletableFuture<Void> waiting = outage.back().subscribeAsCompletionStage();
        outage.back().subscribe().with(back -> {
        }).cancel();
        assertThat(waiting).isNotDone();
        outage.answered();
        assertThat(waiting).isCompleted();
    }
}
