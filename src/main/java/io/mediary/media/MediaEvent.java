package io.mediary.media;

/** Something that a media server tells of a session's elements. */
public sealed interface MediaEvent {

    /** The session that the elements belong to. */
    String sessionId();

    /** A candidate of the media server, once for each media section. */
    record CandidateFound(String sessionId, Candidate candidate) implements MediaEvent {
    }

    /** No more candidates will come. */
    record GatheringDone(String sessionId) implements MediaEvent {
    }

    /**
     * The connection to the client came up or went away.
     */
    record ConnectionChanged(String sessionId, boolean up) implements MediaEvent {
    }

    /**
     * Media of a kind began or ceased to flow.
     *
     * @param incoming true: from the client
     */
    record FlowChanged(String sessionId, MediaKind kind, boolean incoming, boolean flowing) implements MediaEvent {
    }

    /**
     * A state of the endpoint changed, for people who look for the reason of silence.
     *
     * @param subject {@code ice}, {@code dtls} or {@code media}
     * @param state the media server's word, in lower case
     */
    record StateChanged(String sessionId, String subject, String state) implements MediaEvent {
    }

    /** The element reports an error; the session cannot go on. */
    record Failed(String sessionId, String description) implements MediaEvent {
    }

    /**
     * A player has come to the end of its file.
     *
     * @param player its element
     */
    record PlayerEnded(String sessionId, String player) implements MediaEvent {
    }

    /**
     * A player cannot go on; told once until media flows out of it again.
     *
     * @param player its element
     * @param description of the media server, for the log
     * @param opened media has flowed out of it before: the file could be opened
     */
    record PlayerFailed(String sessionId, String player, String description, boolean opened) implements MediaEvent {
    }

    /**
     * A recorder has begun to write what arrives, or has ceased to.
     *
     * @param recorder its element
     */
    record RecorderChanged(String sessionId, String recorder, State state) implements MediaEvent {

        /** What recorders do. */
        public enum State {
            /** Media has arrived and is written. */
            RECORDING,
            /** What arrives is left out. */
            PAUSED,
            /** The file is complete. */
            STOPPED
        }
    }

    /**
     * A recorder cannot write.
     *
     * @param recorder its element
     * @param description of the media server, for the log
     */
    record RecorderFailed(String sessionId, String recorder, String description) implements MediaEvent {
    }
}
