package io.mediary.embedded.engine;

import java.util.concurrent.CompletionStage;

/**
 * An element that writes what comes in to one file: the same from the first {@link #record} to {@link #stop}. What it does is told to its
 * {@link RecorderListener}. All methods may be called from any thread and return at once.
 */
public interface Recorder extends Element {

    /** Whether it records: as the listener was told last. */
    enum State {

        /** Not yet, or not any more. */
        STOP,
        /** Media come in and are recorded. */
        START,
        /** What comes in is left out. */
        PAUSE
    }

    /** Begins, or goes on after {@link #pause}, with the first media that come. After {@link #stop} it fails: a recorder writes one file. */
    void record();

    /** Leaves out what comes from now on; the file's time stands. Does nothing where nothing is recorded. */
    void pause();

    /**
     * Ends the recording. Done when the file is complete, or could not be completed, which the listener is told; a file without media is removed. Stopping
     * twice does nothing. Fails where the recorder is behind with a thousand commands.
     */
    CompletionStage<Void> stop();

    /** What it does now. */
    State state();
}
