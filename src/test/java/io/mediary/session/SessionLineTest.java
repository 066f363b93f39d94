package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;

class SessionLineTest {

    private final SessionLine line = new SessionLine();
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final List<String> begun = new CopyOnWriteArrayList<>();

    @Test
    void aStepWaitsForTheOneBeforeIt() {
        step("first", first);
        step("second", CompletableFuture.completedFuture(""));
        assertThat(begun).containsExactly("first");
        first.complete("");
        assertThat(begun).containsExactly("first", "second");
    }

    @Test
    void aStepWhoseCallerGaveUpKeepsItsTurnUntilItIsDone() {
        step("first", first).subscribe().with(done -> {
        }).cancel();
        step("second", CompletableFuture.completedFuture(""));
        assertThat(begun).containsExactly("first");
        first.complete("");
        assertThat(begun).containsExactly("first", "second");
    }

    private Uni<String> step(String name, CompletableFuture<String> end) {
        return line.next("session", () -> {
            begun.add(name);
            return Uni.createFrom().completionStage(end);
        });
    }
}
