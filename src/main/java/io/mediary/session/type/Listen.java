package io.mediary.session.type;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Wiring;
import io.mediary.room.Member;
import io.mediary.room.Members;
import io.mediary.room.Rooms;
import io.mediary.session.Joined;
import io.mediary.session.Session;
import io.mediary.session.Sessions;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/** The client receives what a publisher sends, and sends nothing on. The room is its publisher's. */
@ApplicationScoped
public class Listen implements SessionType {

    /** The word in the API. */
    public static final String NAME = "listen";

    private final Sessions sessions;
    private final Rooms rooms;
    private final Members members;
    private final Sources sources;

    Listen(Sessions sessions, Rooms rooms, Members members, Sources sources) {
        this.sessions = sessions;
        this.rooms = rooms;
        this.members = members;
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

    /**
     * Fails with {@code missing_field}; with {@code invalid_publisher} where there is no such session, or it does not
     * publish, or in another room; with {@code unauthorized}.
     */
    @Override
    public Uni<Joining> join(Wish wish) {
        String id = wish.publisherId().orElseThrow(() -> Failure.of(ErrorCode.MISSING_FIELD, "publisher_id"));
        return sessions.named(id, wish.caller()).flatMap(found -> {
            Session publisher = found.filter(session -> publishes(session, wish))
                    .orElseThrow(() -> Failure.of(ErrorCode.INVALID_PUBLISHER));
            String room = publisher.joined().flatMap(Joined::roomId).orElseThrow();
            return rooms.find(room, wish.caller()).map(allowed -> {
                Joined joined = Joined.publisher(publisher, room, Publish.limits(allowed));
                // One that listens already, to the same publisher, does not leave the room and come back.
                return Joining.with(publisher, wish.former(NAME).filter(joined::sameAs).orElse(joined));
            });
        });
    }

    private static boolean publishes(Session session, Wish wish) {
        Optional<String> room = session.joined().flatMap(Joined::roomId);
        return session.type().equals(Publish.NAME) && !session.sessionId().equals(wish.sessionId())
                && (wish.roomId().isEmpty() || wish.roomId().equals(room));
    }

    @Override
    public Wiring wiring(Session session) {
        return new Wiring(Set.of(), sources.of(session));
    }

    @Override
    public boolean recordsSource() {
        return true;
    }

    @Override
    public ObjectNode extension(Session session) {
        ObjectNode extension = JsonNodeFactory.instance.objectNode();
        session.joined().flatMap(Joined::roomId).ifPresent(room -> extension.put("room_id", room));
        session.joined().flatMap(Joined::publisherId).ifPresent(publisher -> extension.put("publisher_id", publisher));
        return extension;
    }

    @Override
    public List<Message> entered(Session session) {
        Joined joined = session.joined().orElseThrow();
        return List.of(members.joins(joined.roomId().orElseThrow(), new Member(session.sessionId(), joined.id(),
                Member.Role.LISTENER, session.userId(), joined.publisherId())));
    }

    @Override
    public List<Message> left(Session session) {
        Joined joined = session.joined().orElseThrow();
        Message leaving = members.leaves(joined.roomId().orElseThrow(), session.sessionId(), joined.id());
        return Stream.concat(Stream.of(leaving), sources.left(session)).toList();
    }
}
