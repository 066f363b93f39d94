package io.mediary.session.type;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Wiring;
import io.mediary.session.Joined;
import io.mediary.session.Notice;
import io.mediary.session.Session;
import io.mediary.session.Sessions;
import io.mediary.store.Kind;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/**
 * Two sessions whose clients see and hear each other. One asks for it, the other becomes a bridge by the message that the
 * first sends.
 */
@ApplicationScoped
public class Bridge implements SessionType {

    /** The word in the API. */
    public static final String NAME = "bridge";
    /** Message to a session: the one in the payload has bridged itself to it. */
    public static final String BRIDGED = "bridged";
    /** Message to a session: the one in the payload is not bridged to it any more. */
    public static final String BRIDGE_STOPPED = "bridge_stopped";

    private final Sessions sessions;
    private final Sources sources;

    Bridge(Sessions sessions, Sources sources) {
        this.sessions = sessions;
        this.sources = sources;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean joins() {
        return true;
    }

    /** Fails with {@code missing_field}, {@code session_not_found}, {@code unauthorized}, {@code incompatible_session}. */
    @Override
    public Uni<Joining> join(Wish wish) {
        String peerId = wish.peerId().orElseThrow(() -> Failure.of(ErrorCode.MISSING_FIELD, "peer_id"));
        if (peerId.equals(wish.sessionId())) {
            throw Failure.of(ErrorCode.INCOMPATIBLE_SESSION);
        }
        return sessions.named(peerId, wish.caller())
                .map(found -> found.orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND)))
                .map(peer -> {
                    if (peer.endpoint().isEmpty()) {
                        throw Failure.of(ErrorCode.INCOMPATIBLE_SESSION);
                    }
                    Joined joined = wish.current()
                            .filter(session -> areBridged(session, peer))
                            .flatMap(Session::joined)
                            .orElseGet(() -> Joined.peer(UUID.randomUUID().toString(), peer));
                    return Joining.with(peer, joined);
                });
    }

    private static boolean areBridged(Session one, Session other) {
        return one.isBridgedTo(other.sessionId()) && other.isBridgedTo(one.sessionId());
    }

    @Override
    public Wiring wiring(Session session) {
        return new Wiring(session.media().open(), sources.of(session));
    }

    @Override
    public ObjectNode extension(Session session) {
        ObjectNode extension = JsonNodeFactory.instance.objectNode();
        session.joined().flatMap(Joined::peerId).ifPresent(peer -> extension.put("peer_id", peer));
        return extension;
    }

    @Override
    public List<Message> entered(Session session) {
        return List.of(tell(session, BRIDGED, session.joined().orElseThrow().id()));
    }

    @Override
    public List<Message> left(Session session) {
        Joined joined = session.joined().orElseThrow();
        if (joined.source().isEmpty()) {
            // One that only rang: the other side never knew of it.
            return List.of();
        }
        Stream<Message> told = Stream.concat(Stream.of(joined.id()), joined.alsoId().stream())
                .map(id -> tell(session, BRIDGE_STOPPED, id));
        return Stream.concat(told, sources.left(session)).toList();
    }

    private static Message tell(Session session, String what, String joinId) {
        String peer = session.joined().flatMap(Joined::peerId).orElseThrow();
        return new Message(Kind.SESSION, peer, what, new Notice(session.sessionId(), joinId).json());
    }
}
