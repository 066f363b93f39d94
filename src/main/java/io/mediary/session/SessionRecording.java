package io.mediary.session;

import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaEvent;
import io.mediary.media.Place;
import io.mediary.media.Recorders;
import io.mediary.media.RecordingProfile;
import io.mediary.recording.NewRecording;
import io.mediary.recording.Recorded;
import io.mediary.recording.Recordings;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Change;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/**
 * The recorders of sessions. The recording's record is made first, then the recorder, then the session says that it has it;
 * a recording that no session says it has is finished by its own deadline.
 */
@ApplicationScoped
public class SessionRecording implements Recorded {

    private static final Logger LOG = Logger.getLogger(SessionRecording.class);

    private final Recorders recorders;
    private final Recordings recordings;
    private final Sessions sessions;
    private final SessionTypes types;
    private final CodecRules codecs;
    private final SessionWiring wiring;
    private final SessionEvents events;
    private final SessionDocument document;

    SessionRecording(Recorders recorders, Recordings recordings, Sessions sessions, SessionTypes types,
            CodecRules codecs, SessionWiring wiring, SessionEvents events, SessionDocument document) {
        this.recorders = recorders;
        this.recordings = recordings;
        this.sessions = sessions;
        this.types = types;
        this.codecs = codecs;
        this.wiring = wiring;
        this.events = events;
        this.document = document;
    }

    @Override
    public Uni<Boolean> isRecorded(String sessionId, String recordingId) {
        return sessions.live(sessionId).map(found -> found.flatMap(Session::recorder)
                .filter(recorder -> recorder.recordingId().equals(recordingId))
                .isPresent());
    }

    /**
     * Begins the next recording of a session; a former one is finished first.
     *
     * @param uri of the file: a name, or {@code file:} in the directory of recordings; empty: the session's id and a number
     * @return the recording's id; fails with {@code unauthorized}, {@code invalid_value}, {@code incompatible_session}
     */
    Uni<String> start(String sessionId, Optional<String> uri, RecordingProfile profile, Caller caller) {
        Uni<Optional<String>> wanted = uri
                .map(text -> recordings.named(text, profile.format()).map(Optional::of))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
        return wanted.flatMap(name -> sessions.change(sessionId, caller, (lease, session) -> {
            types.carried(session.type());
            codecs.checkRecordable(session, profile);
            NewRecording recording = new NewRecording(sessionId, session.userId(),
                    name.orElseGet(() -> numbered(session, profile)), profile);
            return recordings.begin(recording).chain(() -> begun(session, recording));
        }));
    }

    private static String numbered(Session session, RecordingProfile profile) {
        return session.sessionId() + "-" + (session.recordings() + 1) + profile.format().extension();
    }

    private Uni<Sessions.Step<String>> begun(Session session, NewRecording recording) {
        Place place = session.place().orElseThrow();
        return recorders.open(place, session.sessionId(), recordings.uri(recording.name()), recording.profile())
                .flatMap(element -> recorded(session, recording, element)
                        .onFailure()
                        .call(() -> recorders.finish(place, element).onFailure().recoverWithNull()))
                .onFailure()
                .call(failure -> recordings.broken(recording.recordingId(), failure.getMessage()).onFailure()
                        .recoverWithNull());
    }

    /** The former one loses its media by the rewiring, and is completed when the next one records. */
    private Uni<Sessions.Step<String>> recorded(Session session, NewRecording recording, String element) {
        Place place = session.place().orElseThrow();
        String id = recording.recordingId();
        Session next = session.withRecorder(new Recorder(id, element, recording.profile()));
        Change.Builder change = Change.builder().doc(document.write(next));
        return wiring.change(session, next)
                .chain(() -> recorders.record(place, element))
                .chain(() -> finished(session, change))
                .map(done -> Sessions.Step.write(change.event(events.recorder(next, id, "recording")).build(), id));
    }

    /** Completes the file of the present recording, if there is one: what that means for others goes with the change. */
    private Uni<Void> finished(Session session, Change.Builder change) {
        return session.recorder()
                .map(recorder -> completed(session, recorder)
                        .invoke(whole -> change
                                .message(whole
                                        ? recordings.stopped(recorder.recordingId())
                                        : recordings.lost(recorder.recordingId()))
                                .event(events.recorder(session, recorder.recordingId(), whole ? "stopped" : "failed")))
                        .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Whether the media server could complete the file: the recorder is gone in any case. */
    private Uni<Boolean> completed(Session session, Recorder recorder) {
        return recorders.finish(session.place().orElseThrow(), recorder.element())
                .replaceWith(true)
                .onFailure(failure -> failure instanceof Failure known && known.code() == ErrorCode.KMS_ERROR)
                .recoverWithItem(failure -> {
                    LOG.warnf("session %s: recording %s has no end: %s", session.sessionId(), recorder.recordingId(),
                            failure.getMessage());
                    return false;
                });
    }

    /** Completes the file; fails with {@code no_active_recorder}. */
    Uni<Void> stop(String sessionId, Caller caller) {
        return sessions.change(sessionId, caller, (lease, session) -> {
            recorder(session);
            Change.Builder change = Change.builder().doc(document.write(session.withoutRecorder()));
            return finished(session, change).map(done -> Sessions.Step.write(change.delivered().build(), true));
        }).replaceWithVoid();
    }

    /** Leaves out what comes from now on; fails with {@code no_active_recorder}. */
    Uni<Void> pause(String sessionId, Caller caller) {
        return sessions.change(sessionId, caller, (lease, session) -> {
            Recorder recorder = recorder(session);
            return recorders.pause(session.place().orElseThrow(), recorder.element())
                    .map(done -> told(session, recorder, "paused", recordings.paused(recorder.recordingId())));
        }).replaceWithVoid();
    }

    /** Goes on; fails with {@code no_active_recorder}. */
    Uni<Void> resume(String sessionId, Caller caller) {
        return sessions.change(sessionId, caller, (lease, session) -> {
            Recorder recorder = recorder(session);
            return recorders.record(session.place().orElseThrow(), recorder.element())
                    .map(done -> told(session, recorder, "recording", recordings.resumed(recorder.recordingId())));
        }).replaceWithVoid();
    }

    private Sessions.Step<Boolean> told(Session session, Recorder recorder, String status, Message message) {
        return Sessions.Step.write(Change.builder()
                .event(events.recorder(session, recorder.recordingId(), status))
                .message(message)
                .delivered()
                .build(), true);
    }

    /** The media server's word: a recorder writes, or does not. */
    Uni<Void> changed(String id, String element, MediaEvent.RecorderChanged.State state) {
        Instant now = Instant.now();
        return recording(id, element).flatMap(recording -> recording
                .map(it -> state == MediaEvent.RecorderChanged.State.RECORDING
                        ? recordings.writing(it, now)
                        : recordings.halted(it, now))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** The media server's word: a recorder cannot write. The session goes on without it. */
    Uni<Void> failed(String id, String element, String description) {
        return sessions.change(id, (lease, session) -> {
            Optional<Recorder> recorder = session.recorder().filter(it -> it.element().equals(element));
            if (recorder.isEmpty()) {
                return Uni.createFrom().item(Sessions.Step.nothing(Optional.<String>empty()));
            }
            String recording = recorder.get().recordingId();
            LOG.warnf("session %s: recording %s cannot be written: %s", id, recording, description);
            Change change = Change.builder()
                    .doc(document.write(session.withoutRecorder()))
                    .event(events.recorder(session, recording, "failed"))
                    .message(recordings.lost(recording))
                    .build();
            return completed(session, recorder.get())
                    .map(done -> Sessions.Step.write(change, Optional.of(recording)));
        }).replaceWithVoid();
    }

    /** What an element records. The lease is waited for: the first word may come before the session says that it has the recorder. */
    private Uni<Optional<String>> recording(String id, String element) {
        return sessions.change(id, (lease, session) -> Uni.createFrom().item(Sessions.Step.nothing(session.recorder()
                .filter(recorder -> recorder.element().equals(element))
                .map(Recorder::recordingId)))).map(found -> found.flatMap(recording -> recording));
    }

    private static Recorder recorder(Session session) {
        return session.recorder().orElseThrow(() -> Failure.of(ErrorCode.NO_ACTIVE_RECORDER));
    }
}
