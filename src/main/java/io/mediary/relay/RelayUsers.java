package io.mediary.relay;

import io.smallrye.mutiny.Uni;

/** Port: the sessions that use relays. Thread-safe. */
public interface RelayUsers {

    /**
     * Whether a session's record says that it uses a relay by this joining; fails with {@code unavailable} where Redis is away.
     *
     * @param relayId the relay
     */
    Uni<Boolean> holds(Use use, String relayId);
}
