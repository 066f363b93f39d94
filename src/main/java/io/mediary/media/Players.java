package io.mediary.media;

import io.smallrye.mutiny.Uni;

/**
 * The players of the media servers: elements beside a session's own that read a file. Each operation is one round trip, and
 * fails with {@code Failure}: {@code kms_error}, {@code timeout}, {@code no_mediaserver}. A player is released with
 * {@link MediaPlane#release}. May be called from any thread and never blocks.
 */
public interface Players {

    /**
     * Makes a player for a session. It is connected to nothing and opens nothing yet: what is wrong with the file is told by
     * {@link MediaEvent.PlayerFailed} once it plays. Where it is not known whether it was made, it is looked for and released
     * later.
     *
     * @param uri http, https or file
     * @return the element's id
     */
    Uni<String> open(Place place, String sessionId, String uri);

    /** Starts it, or goes on after a pause. */
    Uni<Void> play(Place place, String player);

    /** Starts it from the beginning, wherever it is. */
    Uni<Void> startOver(Place place, String player);

    /** Holds it where it is. */
    Uni<Void> pause(Place place, String player);

    /** Stops it: it is at its beginning again. */
    Uni<Void> stop(Place place, String player);

    /** What it plays; all zero as long as the file is not open. */
    Uni<PlayerInfo> info(Place place, String player);

    /** Whether it plays: neither held nor at its beginning. */
    Uni<Boolean> isPlaying(Place place, String player);

    /** Where it is, ms from the beginning. */
    Uni<Long> position(Place place, String player);

    /**
     * Goes elsewhere; past the end the file has ended.
     *
     * @param position ms from the beginning
     * @return fails with {@code invalid_operation} where that cannot be done: the file is not open, or not seekable
     */
    Uni<Void> seek(Place place, String player, long position);
}
