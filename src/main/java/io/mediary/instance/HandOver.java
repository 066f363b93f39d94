package io.mediary.instance;

import io.smallrye.mutiny.Uni;

/**
 * Port: what this instance holds and another one can take over while it still works. CDI beans. Called when the instance is told to stop, all of them
 * together and before anything is cut: Redis, media servers and clients are still there, and commands are still served. Called once more when
 * the last client has left, for what has come since. {@link InstanceStopping} comes after that.
 */
public interface HandOver {

    /**
     * Gives all of it to others, and waits until they have it.
     *
     * @return completes when others have it, or when nobody is there to take it. The caller waits for a bounded time, and a failure or a wait
     *         that is cut off leaves what is left to those who find this instance gone
     */
    Uni<Void> handOver();
}
