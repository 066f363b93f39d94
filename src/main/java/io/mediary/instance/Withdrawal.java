package io.mediary.instance;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/**
 * Port: those whom this instance still serves when it is told to stop, and who must be sent elsewhere. CDI beans. Called once, all of them together,
 * after the {@link HandOver}s; {@link Presence#leaving()} is true by then, so nobody new comes.
 */
public interface Withdrawal {

    /**
     * Sends them away, each when nothing of theirs is under way any more.
     *
     * @param within how long that may take
     * @param others whether other instances live, to which they can go
     * @return completes when they are gone; after {@code within} the caller does not wait any longer
     */
    Uni<Void> withdraw(Duration within, boolean others);
}
