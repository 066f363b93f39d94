package io.mediary.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** What waits for a wire that takes one message at a time, when it likes to. */
class OutboxTest {

    private final List<String> wire = new ArrayList<>();
    private final List<UniEmitter<? super Void>> taking = new ArrayList<>();
    private final List<String> happened = new ArrayList<>();
    private final Outbox outbox = new Outbox(this::write, Runnable::run, 10, () -> happened.add("full"));

    private Uni<Void> write(String text) {
        wire.add(text);
        return Uni.createFrom().emitter(taking::add);
    }

    @Test
    void anActionWaitsForAllThatWasSentBeforeAndForNothingElse() {
        outbox.send("one", () -> happened.add("one"));
        outbox.send("two", () -> happened.add("two"));
        outbox.afterwards(() -> happened.add("afterwards"));
        outbox.send("six", () -> happened.add("six"));
        taken();
        assertThat(happened).containsExactly("one");
        taken();
        assertThat(happened).containsExactly("one", "two", "afterwards");
        assertThat(wire).containsExactly("one", "two", "six");
        taken();
        assertThat(happened).endsWith("six");
    }

    @Test
    void anActionAloneWaitsForNothing() {
        outbox.afterwards(() -> happened.add("afterwards"));
        assertThat(happened).containsExactly("afterwards");
    }

    @Test
    void aWireThatBreaksRunsNothingAnyMore() {
        outbox.send("one", () -> happened.add("one"));
        outbox.afterwards(() -> happened.add("afterwards"));
        taking.get(0).fail(new IllegalStateException("broken"));
        outbox.afterwards(() -> happened.add("later"));
        assertThat(happened).isEmpty();
    }

    @Test
    void whatIsWrittenMakesRoom() {
        outbox.send("12345", () -> happened.add("first"));
        outbox.send("12345", () -> happened.add("second"));
        taken();
        outbox.send("12345", () -> happened.add("third"));
        assertThat(happened).containsExactly("first");
        outbox.send("6", () -> happened.add("never"));
        assertThat(happened).containsExactly("first", "full");
    }

    /** The wire has taken the message that it was given last. */
    private void taken() {
        taking.get(wire.size() - 1).complete(null);
    }
}
