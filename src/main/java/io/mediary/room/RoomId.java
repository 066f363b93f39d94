package io.mediary.room;

/**
 * What a room's id may be made of where a client gives it: nothing that means something in the names of keys, bells and
 * subscriptions.
 */
public final class RoomId {

    /** Letters, digits and five signs, 1–128 of them. */
    public static final String PATTERN = "[A-Za-z0-9._:@-]{1,128}";

    private RoomId() {
    }
}
