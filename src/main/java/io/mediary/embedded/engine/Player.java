package io.mediary.embedded.engine;

import io.mediary.embedded.engine.playback.MediaInfo;

/**
 * Plays a media file into the graph, in its own time: Kurento's `PlayerEndpoint`. All methods may be called from any
 * thread and return at once; what cannot be opened is told to the {@link PlayerListener}.
 */
public interface Player extends Element {

    /** What a player does. */
    enum State {
        START,
        PAUSE,
        STOP
    }

    /** Begins, or goes on after a pause. While it plays, nothing happens. */
    void play();

    /** Stays where it is until {@link #play}. */
    void pause();

    /** Closes the file; the next {@link #play} begins at its beginning. */
    void stop();

    /** Whether it plays, pauses or has nothing open. A file that broke off is still played, as in Kurento. */
    State state();

    /** What is known of the file; {@link MediaInfo#NONE} while it is not open. */
    MediaInfo info();

    /** Where it is, in milliseconds after the beginning of the file; 0 while it is not open. */
    long position();

    /**
     * Goes on elsewhere; past the end is the end, and before the beginning is the beginning.
     *
     * @param millis after the beginning of the file
     * @return false where it cannot: nothing is open, or the file can only be read from its beginning to its end
     */
    boolean seek(long millis);
}
