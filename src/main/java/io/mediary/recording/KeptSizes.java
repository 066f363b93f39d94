package io.mediary.recording;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * How much the recordings that are over take together, in Redis: a sorted set of them by their ends, and the sum of their
 * sizes, both in one slot. A script changes the sum only where it has changed the set, so that the one is always that of
 * the other, however often it is called. Each method is one round trip, in a time that hardly grows with their number, and
 * fails with {@code unavailable} where Redis is away. Thread-safe.
 */
@ApplicationScoped
public class KeptSizes {

    private static final List<String> KEYS = List.of(Keys.RECORDINGS_KEPT, Keys.RECORDINGS_BYTES);

    private final Scripts scripts;

    KeptSizes(Scripts scripts) {
        this.scripts = scripts;
    }

    /**
     * A recording that is over, apart from others that had its name and so its id.
     *
     * @param recordingId its id
     * @param startedAt when it began
     * @param size bytes
     */
    record Entry(String recordingId, long startedAt, long size) {

        static Entry of(Recording recording) {
            return new Entry(recording.recordingId(), recording.startedAt(), recording.size());
        }

        /** From a recording's id and {@link #rest()}. */
        static Entry of(String recordingId, String rest) {
            int colon = rest.indexOf(':');
            return new Entry(recordingId, Long.parseLong(rest.substring(0, colon)),
                    Long.parseLong(rest.substring(colon + 1)));
        }

        /** What tells it from others of its id. */
        String rest() {
            return startedAt + ":" + size;
        }

        /** Whether it is this one, and over. */
        boolean is(Recording recording) {
            return recording.isOver() && equals(of(recording));
        }

        private static Entry ofMember(String member) {
            int colon = member.indexOf(':');
            return of(member.substring(0, colon), member.substring(colon + 1));
        }

        private String member() {
            return recordingId + ":" + rest();
        }
    }

    /** It takes room from now on. @param end when it ended, ms */
    Uni<Void> enter(Entry entry, long end) {
        return run("kept", entry.member(), Long.toString(entry.size()), Long.toString(end)).replaceWithVoid();
    }

    /** It takes no room any more. */
    Uni<Void> leave(Entry entry) {
        return run("unkept", entry.member(), Long.toString(entry.size())).replaceWithVoid();
    }

    /** The one that ended first, where all take more than so many bytes. */
    Uni<Optional<Entry>> excess(long limit) {
        return run("excess", Long.toString(limit)).map(answer -> answer.size() == 0
                ? Optional.empty()
                : Optional.of(Entry.ofMember(answer.get(0).toString())));
    }

    private Uni<Response> run(String script, String... args) {
        return scripts.run(script, KEYS, List.of(args));
    }
}
