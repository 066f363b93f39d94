package io.mediary.room;

import io.smallrye.mutiny.Uni;

/** Port: what the records of sessions say of rooms. One CDI bean; each method is one read, bounded by a timeout. */
public interface Membership {

    /** Whether the session lives and its record names this room with this member's join id. */
    Uni<Boolean> holds(String roomId, Member member);

    /** Whether the session lives and its record says that it publishes in this room, by whatever joining. */
    Uni<Boolean> publishes(String sessionId, String roomId);
}
