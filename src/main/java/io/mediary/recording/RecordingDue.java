package io.mediary.recording;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.recording.Recording.State;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.Kind;
import io.smallrye.mutiny.Uni;

/** What is due for a recording: its deadlines, and the messages of sessions. Thread-safe. */
@ApplicationScoped
public class RecordingDue implements DueHandler {

    private static final Logger LOG = Logger.getLogger(RecordingDue.class);

    private final Recordings recordings;
    private final RecordingEnding ending;
    private final RecordingRetention retention;

    RecordingDue(Recordings recordings, RecordingEnding ending, RecordingRetention retention) {
        this.recordings = recordings;
        this.ending = ending;
        this.retention = retention;
    }

    @Override
    public String kind() {
        return Kind.RECORDING.key();
    }

    @Override
    public Uni<Void> due(Due due) {
        String id = due.object();
        return switch (due.name()) {
            case Recordings.PAUSED -> recordings.told(id, State.PAUSED, at(due));
            case Recordings.RESUMED -> recordings.told(id, State.RECORDING, at(due));
            case Recordings.STOPPED -> ending.end(id, false, at(due));
            case Recordings.LOST -> ending.end(id, true, at(due));
            case RecordingChanges.KEPT -> retention.kept(KeptSizes.Entry.of(id, due.payload()));
            case RecordingChanges.GONE -> retention.gone(KeptSizes.Entry.of(id, due.payload()));
            case RecordingChanges.FINISH -> ending.finish(id);
            case RecordingChanges.EXPIRE -> ending.expire(id);
            // Whoever died with the lease, or before the record was complete, had changed nothing else.
            case RecordingChanges.CHECK, RecordingChanges.LATE, "creating", "lease" -> ending.check(id, false);
            case RecordingChanges.DOUBT -> ending.check(id, true);
            default -> {
                LOG.warnf("recording %s: nobody knows what %s is", id, due.name());
                yield Uni.createFrom().voidItem();
            }
        };
    }

    private static long at(Due due) {
        return Long.parseLong(due.payload());
    }
}
