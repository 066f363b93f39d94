package io.mediary.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.RecordingsConfig;
import io.mediary.store.Kind;
import io.mediary.store.Records;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The room that all recordings may take together ({@code mediary.recordings.keep-size}): where they take more, those that began first are
 * deleted. Only what is over counts, by the size in its record. Several instances may look at once: each deletes only what is
 * too much as it sees it, and nothing that another one has deleted counts. Thread-safe.
 */
@ApplicationScoped
public class RecordingSpace {

    private static final Logger LOG = Logger.getLogger(RecordingSpace.class);
    private static final int AT_A_TIME = 16;

    private final Records records;
    private final RecordingChanges changes;
    private final RecordingEnding ending;
    private final RecordingsConfig config;
    private final AtomicInteger wishes = new AtomicInteger();

    RecordingSpace(Records records, RecordingChanges changes, RecordingEnding ending, RecordingsConfig config) {
        this.records = records;
        this.changes = changes;
        this.ending = ending;
        this.config = config;
    }

    /** Looks, in the background and once at a time, whether there is too much now; nothing waits for it. */
    void look() {
        if (config.keepSize().isPresent() && wishes.getAndIncrement() == 0) {
            lookNow();
        }
    }

    private void lookNow() {
        int answered = wishes.get();
        trimmed(config.keepSize().map(MemorySize::asLongValue).orElseThrow()).subscribe().with(done -> next(answered),
                failure -> {
                    LOG.warnf("recordings may take too much room until the next one is complete: %s", failure);
                    next(answered);
                });
    }

    /** What became complete during a look may have been missed by it. */
    private void next(int answered) {
        if (!wishes.compareAndSet(answered, 0)) {
            lookNow();
        }
    }

    private Uni<Void> trimmed(long most) {
        return each(records.all(Kind.RECORDING)).onItem().transformToUni(changes::find).merge(AT_A_TIME)
                .onItem().transformToMultiAndConcatenate(found -> Multi.createFrom().items(found.stream()))
                .filter(Recording::isOver)
                .collect().asList()
                .flatMap(all -> each(Uni.createFrom().item(surplus(all, most)))
                        .onItem().transformToUniAndConcatenate(this::deleted)
                        .collect().last().replaceWithVoid());
    }

    private Uni<Boolean> deleted(String id) {
        return ending.delete(id, Recording::isOver)
                .invoke(() -> LOG.infof("recording %s is deleted: all together take too much room", id));
    }

    /** Those that must go, the oldest first, for the rest to fit. */
    private static List<String> surplus(List<Recording> all, long most) {
        long taken = all.stream().mapToLong(Recording::size).sum();
        List<String> surplus = new ArrayList<>();
        for (Recording recording : all.stream().filter(it -> it.size() > 0)
                .sorted(Comparator.comparingLong(Recording::startedAt)).toList()) {
            if (taken <= most) {
                break;
            }
            taken -= recording.size();
            surplus.add(recording.recordingId());
        }
        return surplus;
    }

    private static Multi<String> each(Uni<List<String>> ids) {
        return ids.onItem().transformToMulti(all -> Multi.createFrom().iterable(all));
    }
}
