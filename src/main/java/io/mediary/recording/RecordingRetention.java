package io.mediary.recording;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.RecordingsConfig;
import io.mediary.recording.KeptSizes.Entry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Holds the files of all recordings that are over to {@code mediary.recordings.keep-size}. Whenever one comes to its end,
 * the oldest go, one after another, until the others take no more than that; one that is larger by itself goes too. Sizes
 * are counted though there is no such setting, so that it holds for all when it comes.
 * <p>
 * Why no crash makes it wrong: that a recording is over, or is gone, is committed with a message to this class
 * ({@link RecordingChanges#KEPT}, {@link RecordingChanges#GONE}), which Redis keeps until it was handled. So each is entered
 * and taken out at least once, and {@link KeptSizes} counts it once. Both may be handled in any order and side by side: the
 * record is written first, and is read again after its entry was made; an entry without its record is taken out again by
 * whoever made it. One that dies on the way has not handled its message, and another instance begins anew: it enters the
 * recording, or takes out what the first one entered. The oldest is
 * asked for anew after each deletion, by one script: of two instances that delete at once neither deletes one too many, for
 * both are told the same one. A recording that its user destroys in the same moment may be counted once more: then the
 * oldest goes although it might just have stayed. Thread-safe.
 */
@ApplicationScoped
public class RecordingRetention {

    private static final Logger LOG = Logger.getLogger(RecordingRetention.class);

    private final KeptSizes sizes;
    private final RecordingChanges changes;
    private final RecordingEnding ending;
    private final Optional<Long> limit;

    RecordingRetention(KeptSizes sizes, RecordingChanges changes, RecordingEnding ending, RecordingsConfig config) {
        this.sizes = sizes;
        this.changes = changes;
        this.ending = ending;
        this.limit = config.keepSize().map(MemorySize::asLongValue);
    }

    /** A message: it is over, and its file takes room. Fails where the store or Redis is away: then it comes again. */
    Uni<Void> kept(Entry entry) {
        return changes.find(entry.recordingId())
                .flatMap(found -> found.filter(entry::is)
                        .map(recording -> sizes.enter(entry, recording.changedAt()).chain(() -> checked(entry)))
                        .orElseGet(() -> sizes.leave(entry)))
                .chain(this::trim);
    }

    /** A message: it was deleted with its file. */
    Uni<Void> gone(Entry entry) {
        return sizes.leave(entry);
    }

    /** It may have been deleted, and taken out, before it was entered. */
    private Uni<Void> checked(Entry entry) {
        return changes.find(entry.recordingId()).flatMap(found -> found.filter(entry::is).isPresent()
                ? Uni.createFrom().voidItem()
                : sizes.leave(entry));
    }

    private Uni<Void> trim() {
        return limit.map(bytes -> Multi.createBy().repeating().uni(() -> trimmed(bytes)).whilst(more -> more)
                .onItem().ignoreAsUni()).orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Whether one had to go. */
    private Uni<Boolean> trimmed(long bytes) {
        return sizes.excess(bytes).flatMap(oldest -> oldest
                .map(entry -> ending.delete(entry.recordingId(), entry::is)
                        .invoke(() -> LOG.debugf("recording %s goes: all take more than %d bytes",
                                entry.recordingId(), bytes))
                        .chain(() -> sizes.leave(entry))
                        .replaceWith(true))
                .orElseGet(() -> Uni.createFrom().item(false)));
    }
}
