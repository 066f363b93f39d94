package io.mediary.media;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** The media servers that the instances know of. Bounded in time; fails with {@code unavailable}. Thread-safe. */
public interface MediaNodes {

    /** All of them, by url; also those that are down, and those that are configured no more but still used. */
    Uni<List<MediaNode>> all();

    /** The one of an id. */
    Uni<Optional<MediaNode>> find(String id);

    /**
     * Begins or ends to drain a media server: within a second no instance puts new sessions on it. It stands until it is
     * taken back, whatever restarts meanwhile. Again the same is no error.
     *
     * @return false where there is no such media server
     */
    Uni<Boolean> drain(String id, boolean on);
}
