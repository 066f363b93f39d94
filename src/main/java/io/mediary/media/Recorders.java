package io.mediary.media;

import io.smallrye.mutiny.Uni;

/**
 * The recorders of the media servers: elements beside a session's own that write a file. What they record is a matter of the
 * session's {@link Wiring}. Each operation is one round trip, and fails with {@code Failure}: {@code kms_error},
 * {@code timeout}, {@code no_mediaserver}. May be called from any thread and never blocks.
 */
public interface Recorders {

    /**
     * Makes a recorder for a session. It does not record yet. Where it is not known whether it was made, it is looked for and
     * released later.
     *
     * @param uri of the file, as the media server sees it
     * @return the element's id
     */
    Uni<String> open(Place place, String sessionId, String uri, RecordingProfile profile);

    /** Starts it, or goes on after a pause. */
    Uni<Void> record(Place place, String recorder);

    /** Leaves out what comes from now on. */
    Uni<Void> pause(Place place, String recorder);

    /**
     * Completes the file and releases the recorder; one that is gone already is no error. Where the file cannot be completed,
     * the recorder is released nonetheless, and the failure is told then.
     */
    Uni<Void> finish(Place place, String recorder);
}
