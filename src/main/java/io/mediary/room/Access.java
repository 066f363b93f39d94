package io.mediary.room;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Who may see a room, and enter it with sessions. */
@RegisterForReflection
public enum Access {
    /** Its own user. */
    USER,
    /** Everybody. */
    ANY
}
