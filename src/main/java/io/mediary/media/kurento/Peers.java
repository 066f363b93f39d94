package io.mediary.media.kurento;

import java.util.List;

import io.smallrye.mutiny.Uni;

/** The instances that can take over from one another, as this one knows them. Thread-safe. */
interface Peers {

    /** This instance. */
    String self();

    /**
     * Those that live and stay, for whom what others leave behind is; never none. This one is among them, unless it keeps nothing and another
     * one does.
     */
    List<String> keepers();

    /** Whether an instance is known to be gone. */
    boolean isGone(String instance);

    /** Whether an instance has been heard of: one that has just begun may not have been, and neither one that was gone before this one began. */
    boolean knows(String instance);

    /** Tells an instance that a Kurento session was given away, and that it is named to take it over. The word may be lost. */
    Uni<Void> offer(String instance, String session);
}
