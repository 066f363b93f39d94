package io.mediary.room;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

/** Ends rooms by the script {@code room_end}: once, with the word to each member, and without a lease. Thread-safe. */
@ApplicationScoped
public class RoomEnding {

    /** Deadline: nobody has published for the room's timeout. */
    static final String TIMEOUT = "timeout";
    /** Deadline: the room was never completed. */
    static final String CREATING = "creating";

    private final RoomScripts scripts;

    RoomEnding(RoomScripts scripts) {
        this.scripts = scripts;
    }

    /**
     * Ends a room now.
     *
     * @param destroyed its last event
     * @return whether this ended it; false where there is none
     */
    Uni<Boolean> end(String room, String destroyed) {
        return end(room, destroyed, "");
    }

    /** Ends a room if this deadline of it has passed, and nobody publishes. */
    Uni<Boolean> end(String room, String destroyed, String deadline) {
        return scripts.run("room_end", room, destroyed, deadline).map(outcome -> outcome.word().equals("ended"));
    }
}
