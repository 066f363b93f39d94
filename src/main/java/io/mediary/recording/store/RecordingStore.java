package io.mediary.recording.store;

import java.util.Optional;

import io.mediary.function.ErrorCode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/**
 * Where complete recordings are kept: a directory, or an S3-compatible store. Nothing here blocks its caller. A name is
 * relative, its parts separated by {@code /}; one that would lead out of the store fails with
 * {@link ErrorCode#UNAUTHORIZED}. Everything fails with {@link ErrorCode#UNAVAILABLE} where the store does not answer in
 * its time or not as it should: then it is not known whether it happened. Results come on any thread. Thread-safe.
 */
public interface RecordingStore {

    /**
     * Moves a file that is complete to where it is kept. May be called again, also after a failure and by another instance
     * at once: what has been moved already stays as it is. The file leaves the media server's directory only when all of it
     * is kept.
     *
     * @return its size in bytes; empty: there is no such file, neither here nor there
     */
    Uni<Optional<Long>> finish(String name);

    /**
     * How large a kept file is.
     *
     * @return bytes; empty: there is none
     */
    Uni<Optional<Long>> size(String name);

    /** Deletes a file, wherever it is; none is no error. */
    Uni<Void> delete(String name);

    /**
     * Reads a part of a kept file, in pieces of a bounded size, each only when it is asked for: between two pieces nothing
     * is held, so a slow reader costs nothing, and one that goes away leaves nothing behind. Fails with
     * {@link ErrorCode#UNAVAILABLE} too where the file is shorter than that, or goes away meanwhile.
     *
     * @param from first byte, from 0
     * @param length how many bytes, from 0
     */
    Multi<Buffer> read(String name, long from, long length);
}
