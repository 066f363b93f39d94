package io.mediary.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Audience;
import io.mediary.event.Event;
import io.mediary.media.Candidate;
import io.mediary.media.MediaKind;
import io.mediary.session.sdp.Description;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.LogEntry;

/** The events of a session ({@code media/session}), as the log takes them. */
@ApplicationScoped
public class SessionEvents {

    private final ObjectMapper json;
    private final SessionInfo info;
    private final SessionTypes types;

    SessionEvents(ObjectMapper json, SessionInfo info, SessionTypes types) {
        this.json = json;
        this.info = info;
        this.types = types;
    }

    /** The session was made: {@code created}. */
    LogEntry created(Session session) {
        return of(session, "created", info.of(session));
    }

    /** Its offer is known: {@code offer}. */
    LogEntry offer(Session session, Description offer) {
        return of(session, "offer", json.createObjectNode().<ObjectNode>set("offer", json.valueToTree(offer)));
    }

    /** Its answer is known: {@code answer}. */
    LogEntry answer(Session session, Description answer) {
        return of(session, "answer", json.createObjectNode().<ObjectNode>set("answer", json.valueToTree(answer)));
    }

    /** Its type has changed, or is of interest from the start: {@code type}. */
    LogEntry type(Session session) {
        ObjectNode body = json.createObjectNode().put("type", session.type());
        body.setAll(types.of(session.type()).extension(session));
        return of(session, "type", body);
    }

    /** It is over: {@code destroyed}. */
    LogEntry destroyed(Session session, Session.Ended why) {
        return of(session, "destroyed",
                json.createObjectNode().put("code", why.code().code()).put("reason", why.reason()));
    }

    /** A candidate of the media server: {@code candidate}. The store adds the owner, who is not known here. */
    LogEntry candidate(String sessionId, Candidate candidate) {
        return of(sessionId, "", "candidate", json.valueToTree(candidate));
    }

    /** The media server has no more: {@code candidate_end}. */
    LogEntry candidateEnd(String sessionId) {
        return of(sessionId, "", "candidate_end", json.createObjectNode());
    }

    /** A candidate of the other end of a call without a media server, as its client hears of it: an event of the call. */
    LogEntry candidate(Session session, Candidate candidate) {
        String callId = session.call().orElseThrow().callId();
        boolean last = candidate.candidate().isEmpty();
        ObjectNode body = last ? json.createObjectNode() : json.valueToTree(candidate);
        String audience = session.userSession()
                .map(connection -> Audience.connections(List.of(connection)))
                .orElseGet(() -> Audience.users(List.of(session.userId()), List.of()))
                .text();
        return Event.media("call", last ? "candidate_end" : "candidate", callId, audience,
                body.put("session_id", session.sessionId())).entry();
    }

    /** The connection to the client came or went: {@code info}. */
    LogEntry connection(String sessionId, boolean up) {
        return of(sessionId, "", "info",
                json.createObjectNode().put("info", "webrtc").put("status", MediaState.status(up)));
    }

    /** Media began or ceased to flow: {@code info}. */
    LogEntry flow(String sessionId, MediaKind kind, boolean incoming, boolean flowing) {
        return of(sessionId, "", "info", json.createObjectNode()
                .put("info", "media")
                .put("direction", MediaState.direction(incoming))
                .put("media", kind.name().toLowerCase(Locale.ROOT))
                .put("status", MediaState.status(flowing)));
    }

    /** What the client may send, kbps, 0 = no limit, if that has changed: {@code info}. For clients that limit themselves. */
    Optional<LogEntry> bitrate(Session before, Session after) {
        return Optional.of(after.bitrate())
                .filter(limit -> limit != before.bitrate())
                .map(limit -> of(after, "info", json.createObjectNode().put("info", "bitrate").put("bitrate", limit)));
    }

    /** A state of the endpoint: {@code status}. */
    LogEntry state(String sessionId, String subject, String state) {
        return of(sessionId, "", "status", json.createObjectNode().put("class", subject).put("status", state));
    }

    /** Its player has come to an end: {@code status}. */
    LogEntry player(Session session, String status) {
        return of(session, "status", json.createObjectNode().put("class", "player").put("status", status));
    }

    /** Its recorder does something else: {@code status}. */
    LogEntry recorder(Session session, String recordingId, String status) {
        return of(session, "status", json.createObjectNode().put("class", "recorder").put("status", status)
                .put("recording_id", recordingId));
    }

    /** The candidate in a {@code candidate} event as it was parked. */
    Candidate candidate(ObjectNode event) {
        return json.convertValue(event.get("body"), Candidate.class);
    }

    private LogEntry of(Session session, String type, ObjectNode body) {
        return of(session.sessionId(), session.userId(), type, body);
    }

    private LogEntry of(String sessionId, String user, String type, ObjectNode body) {
        return Event.media("session", type, sessionId, user, body).entry();
    }
}
