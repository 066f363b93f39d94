package io.mediary.recording;

import io.smallrye.mutiny.Uni;

/** The port to the sessions: asked now and then by each recording that has not come to its end. */
public interface Recorded {

    /** Whether the session lives and its record says that it writes this recording. */
    Uni<Boolean> isRecorded(String sessionId, String recordingId);
}
