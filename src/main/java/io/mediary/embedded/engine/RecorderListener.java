package io.mediary.embedded.engine;

/** Is told what a {@link Recorder} does: in order, never on the network's thread, and nothing after it was closed. */
public interface RecorderListener {

    /** Why nothing is recorded. */
    enum Failure {

        /** The file cannot be made. */
        OPEN,
        /** The file cannot be written any more. It ends where it is. */
        WRITE,
        /** As WRITE: there is no room left for the file. */
        FULL,
        /** What comes is of a codec that the file cannot hold. Other media are recorded. */
        CODEC,
        /** The recording was stopped before. */
        OVER
    }

    /** The recorder does something else than before. */
    void state(Recorder.State state);

    /**
     * Something failed.
     *
     * @param what the path or the codec
     * @param reason of the system, for a person
     */
    void failed(Failure failure, String what, String reason);

    /** Media of this kind started or stopped to come in. */
    void flowIn(MediaKind kind, boolean flowing);
}
