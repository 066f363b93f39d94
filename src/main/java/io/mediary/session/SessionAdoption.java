package io.mediary.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.media.Candidate;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.StateProgress;
import io.mediary.store.Kind;
import io.mediary.store.Records;
import io.mediary.store.Records.Stored;
import io.smallrye.mutiny.Uni;

/**
 * Compares what a session's elements are doing with what was told of them last. The differences are events that nobody heard: their instance died, or
 * its connection to the media server was broken. Thread-safe.
 */
@ApplicationScoped
public class SessionAdoption {

    private static final String MEDIA = "media";
    private static final String DISCONNECTED = "disconnected";
    /** The order in which a client that connects goes through them. */
    private static final List<String> SUBJECTS = List.of("ice", "dtls", MEDIA);

    private final Records records;
    private final SessionDocument document;

    SessionAdoption(Records records, SessionDocument document) {
        this.records = records;
        this.document = document;
    }

    /** The events that were missed, in an order in which they may have come; none for a session that is over. One read. */
    Uni<List<MediaEvent>> missed(MediaSnapshot snapshot) {
        return records.read(Kind.SESSION, snapshot.sessionId())
                .map(found -> found.filter(stored -> !stored.ended())
                        .map(stored -> missed(snapshot, stored)).orElse(List.of()));
    }

    private List<MediaEvent> missed(MediaSnapshot snapshot, Stored stored) {
        Session session = document.read(stored.doc());
        List<MediaEvent> missed = new ArrayList<>();
        snapshot.connected().ifPresent(connected -> {
            candidates(snapshot, stored.state(), missed);
            states(snapshot, stored.state(), missed);
            connection(snapshot, connected, stored.state()).ifPresent(missed::add);
            flows(snapshot, stored.state(), missed);
        });
        player(snapshot, session).ifPresent(missed::add);
        recorder(snapshot, session).ifPresent(missed::add);
        return missed;
    }

    /** Which of them were told is not known: a client may get one twice, which ICE does not mind. */
    private static void candidates(MediaSnapshot snapshot, Map<String, String> state, List<MediaEvent> missed) {
        if (snapshot.candidates().isEmpty() || MediaState.isGathered(state)) {
            return;
        }
        for (Candidate candidate : snapshot.candidates().get()) {
            missed.add(new MediaEvent.CandidateFound(snapshot.sessionId(), candidate));
        }
        missed.add(new MediaEvent.GatheringDone(snapshot.sessionId()));
    }

    private static void states(MediaSnapshot snapshot, Map<String, String> state, List<MediaEvent> missed) {
        for (String subject : SUBJECTS) {
            String now = snapshot.states().get(subject);
            String before = state.get(subject);
            if (now != null && !now.equals(before) && !StateProgress.isStepBack(subject, before, now)
                    && !isBeginning(subject, before, now)) {
                missed.add(new MediaEvent.StateChanged(snapshot.sessionId(), subject, now));
            }
        }
    }

    /** Nothing has come from the client yet: that is no change. */
    private static boolean isBeginning(String subject, String before, String now) {
        return subject.equals(MEDIA) && before == null && now.equals(DISCONNECTED);
    }

    /** A client that has vanished shows as media that ceased; its connection stays. */
    private static Optional<MediaEvent> connection(MediaSnapshot snapshot, boolean connected,
            Map<String, String> state) {
        boolean silent = state.containsKey(MEDIA) && DISCONNECTED.equals(snapshot.states().get(MEDIA));
        boolean up = connected && !silent;
        return up == MediaState.isConnected(state).orElse(false)
                ? Optional.empty()
                : Optional.of(new MediaEvent.ConnectionChanged(snapshot.sessionId(), up));
    }

    private static void flows(MediaSnapshot snapshot, Map<String, String> state, List<MediaEvent> missed) {
        for (boolean incoming : List.of(true, false)) {
            for (MediaKind kind : MediaKind.values()) {
                boolean now = snapshot.flows().contains(new MediaSnapshot.Flow(kind, incoming));
                if (now != MediaState.flows(state, kind, incoming)) {
                    missed.add(new MediaEvent.FlowChanged(snapshot.sessionId(), kind, incoming, now));
                }
            }
        }
    }

    /** A player that stands at its beginning though it should play has come to the end of its file. */
    private static Optional<MediaEvent> player(MediaSnapshot snapshot, Session session) {
        return session.player()
                .filter(player -> session.playing().filter(Playing::isOn).isPresent())
                .filter(player -> Boolean.FALSE.equals(snapshot.playing().get(player)))
                .map(player -> new MediaEvent.PlayerEnded(session.sessionId(), player));
    }

    /** What the recording knows already changes nothing there. */
    private static Optional<MediaEvent> recorder(MediaSnapshot snapshot, Session session) {
        return session.recorder()
                .map(Recorder::element)
                .filter(snapshot.recorders()::containsKey)
                .map(element -> new MediaEvent.RecorderChanged(session.sessionId(), element,
                        snapshot.recorders().get(element)));
    }
}
