package io.mediary.recording;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.recording.store.RecordingStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/**
 * Recordings for those who may have their files: owners, administrators, holders of a link. One whose file is still being
 * written fails with {@code invalid_state}, one without a file with {@code recording_not_found}; everything with
 * {@code unavailable} where Redis or the store is away. Thread-safe.
 */
@ApplicationScoped
public class Downloads {

    private final Recordings recordings;
    private final Links links;
    private final RecordingStore store;

    Downloads(Recordings recordings, Links links, RecordingStore store) {
        this.recordings = recordings;
        this.links = links;
        this.store = store;
    }

    /** A caller's own; fails with {@code recording_not_found}, {@code unauthorized} too. */
    public Uni<Download> find(String recordingId, Caller caller) {
        return recordings.get(recordingId, caller).flatMap(this::complete);
    }

    /**
     * For whoever has a link; fails with {@code unauthorized} where the link is not ours, was altered or has ended, with
     * {@code recording_not_found} where the recording that it was made for is gone, though another has its name.
     *
     * @param expires as the link says
     * @param signature as the link says
     */
    public Uni<Download> find(String recordingId, String expires, String signature) {
        return links.verify(recordingId, expires, signature).flatMap(startedAt -> {
            long began = startedAt.orElseThrow(() -> Failure.of(ErrorCode.UNAUTHORIZED));
            return recordings.find(recordingId).flatMap(found -> complete(
                    found.filter(recording -> recording.startedAt() == began).orElseThrow(Downloads::none)));
        });
    }

    /** Some of its bytes, in pieces, each when it is asked for: see {@link RecordingStore#read(String, long, long)}. */
    public Multi<Buffer> read(Download download, long from, long length) {
        return store.read(download.name(), from, length);
    }

    private Uni<Download> complete(Recording recording) {
        if (!recording.isOver()) {
            throw Failure.of(ErrorCode.INVALID_STATE);
        }
        return store.size(recording.name()).map(size -> Download.of(recording,
                size.filter(bytes -> bytes > 0).orElseThrow(Downloads::none)));
    }

    private static Failure none() {
        return Failure.of(ErrorCode.RECORDING_NOT_FOUND);
    }
}
