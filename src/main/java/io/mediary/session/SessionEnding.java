package io.mediary.session;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.recording.Recordings;
import io.mediary.session.type.Bridge;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Message;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * Ends sessions. The media goes first, the record after it, so that a crash between the two leaves a record that leads
 * to the rest. Media that cannot be released now is left to a message that tries again.
 */
@ApplicationScoped
public class SessionEnding {

    /** Message: release the elements in the payload. */
    static final String RELEASE = "release";
    /** Message: the session at the other end of the link has ended. */
    static final String PEER_STOPPED = "peer_stopped";

    private static final Logger LOG = Logger.getLogger(SessionEnding.class);

    private final MediaPlane plane;
    private final SessionTypes types;
    private final SessionEvents events;
    private final SessionDocument document;
    private final Recordings recordings;

    SessionEnding(MediaPlane plane, SessionTypes types, SessionEvents events, SessionDocument document,
            Recordings recordings) {
        this.plane = plane;
        this.types = types;
        this.events = events;
        this.document = document;
        this.recordings = recordings;
    }

    /** The change that ends a session with one of the catalogue's reasons, after its media was released. */
    Uni<Change> end(Session session, ErrorCode code) {
        return end(session, Session.Ended.of(Failure.of(code)));
    }

    /** The same where the call ends it: neither that is told nor the sessions that it ends likewise. */
    Uni<Change> endByCall(Session session, Session.Ended why, List<String> likewise) {
        Set<String> silent = Stream.concat(likewise.stream(), session.call().map(InCall::callId).stream())
                .collect(Collectors.toSet());
        return release(session).map(left -> change(session, why, false, left, silent));
    }

    /** The change that ends a session, after its media was released. */
    Uni<Change> end(Session session, Session.Ended why) {
        return release(session).map(left -> change(session, why, false, left));
    }

    /** The change that ends a session whose media is gone already. */
    Change endWithoutMedia(Session session, ErrorCode code) {
        return change(session, Session.Ended.of(Failure.of(code)), true, List.of());
    }

    /** Releases the elements of a message: what failed when the session ended, or what it had for a former type. */
    Uni<Void> releaseLater(String payload) {
        Elements elements = document.readElements(payload);
        return plane.release(elements.place(), elements.ids());
    }

    /** The message that releases what a session does not need any more, after the change that says so. */
    Message release(Session session, List<String> elements) {
        return new Message(Kind.SESSION, session.sessionId(), RELEASE,
                document.writeElements(new Elements(session.place().orElseThrow(), elements)));
    }

    private Uni<List<String>> release(Session session) {
        List<String> elements = session.elements();
        if (elements.isEmpty()) {
            return Uni.createFrom().item(elements);
        }
        return plane.release(session.place().orElseThrow(), elements)
                .map(done -> List.<String>of())
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.infof("media of session %s is released later: %s", session.sessionId(), failure.getMessage());
                    return elements;
                });
    }

    private Change change(Session session, Session.Ended why, boolean isGone, List<String> left) {
        return change(session, why, isGone, left, Set.of());
    }

    /** @param silent objects that are not told */
    private Change change(Session session, Session.Ended why, boolean isGone, List<String> left, Set<String> silent) {
        Change.Builder change = Change.builder()
                .doc(document.write(session.withEnded(why)))
                .end()
                .event(events.destroyed(session, why));
        if (!left.isEmpty()) {
            change.message(release(session, left));
        }
        session.recorder().ifPresent(recorder -> change.message(isGone || !left.isEmpty()
                ? recordings.lost(recorder.recordingId())
                : recordings.stopped(recorder.recordingId())));
        session.call().filter(call -> !silent.contains(call.callId()))
                .ifPresent(call -> change.message(new Message(Kind.CALL, call.callId(), CallSessions.STOPPED,
                        document.writeStopped(new CallSessions.Stopped(session.sessionId(), call.joined(), why)))));
        List<String> tied = session.isApart() ? List.of() : session.link().others();
        tied.stream().filter(other -> !silent.contains(other)).forEach(other -> change.message(
                new Message(Kind.SESSION, other, PEER_STOPPED, Notice.of(session.sessionId()).json())));
        // A peer that is tied as well is told once, so that the reason of its end is always the same.
        types.of(session.type()).left(session).stream()
                .filter(message -> !message.name().equals(Bridge.BRIDGE_STOPPED) || !tied.contains(message.target()))
                .filter(message -> !silent.contains(message.target()))
                .forEach(change::message);
        return change.build();
    }

    /**
     * What is to be released.
     *
     * @param place where it is
     * @param ids of the elements
     */
    @RegisterForReflection
    record Elements(Place place, List<String> ids) {
    }
}
