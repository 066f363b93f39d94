package io.mediary.session.type;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Wiring;
import io.mediary.room.Member;
import io.mediary.room.Members;
import io.mediary.room.NewRoom;
import io.mediary.room.Room;
import io.mediary.room.Rooms;
import io.mediary.session.Joined;
import io.mediary.session.Limits;
import io.mediary.session.Session;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/** What the client sends can be listened to by others, in a room. */
@ApplicationScoped
public class Publish implements SessionType {

    /** The word in the API. */
    public static final String NAME = "publish";

    private final Rooms rooms;
    private final Members members;

    Publish(Rooms rooms, Members members) {
        this.rooms = rooms;
        this.members = members;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean joins() {
        return true;
    }

    /** Without a room one is made. Fails with {@code room_not_found}, {@code unauthorized}, {@code no_mediaserver}. */
    @Override
    public Uni<Joining> join(Wish wish) {
        Optional<Joined> former = wish.former(NAME);
        Optional<String> wanted = wish.roomId().or(() -> former.flatMap(Joined::roomId));
        return wanted.map(id -> find(id, wish)).orElseGet(() -> make(wish)).map(room -> {
            Joined joined = Joined.room(room.roomId(), limits(room));
            return new Joining(former.filter(joined::sameAs).or(() -> Optional.of(joined)),
                    Optional.of(room.node()));
        });
    }

    private Uni<Room> find(String id, Wish wish) {
        Uni<Room> found = rooms.find(id, wish.caller());
        return wish.createRoom()
                ? found.onFailure(Publish::isMissing)
                        .recoverWithUni(() -> make(wish))
                        .onFailure(Publish::isThereByNow)
                        .recoverWithUni(() -> rooms.find(id, wish.caller()))
                : found;
    }

    /** What is wrong with the wish fails when it is subscribed to: thrown in a recovery it would hide behind the first failure. */
    private Uni<Room> make(Wish wish) {
        return Uni.createFrom().deferred(() -> rooms.create(NewRoom.plain(wish.roomId(), wish.node()), wish.caller()));
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.ROOM_NOT_FOUND;
    }

    private static boolean isThereByNow(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.ROOM_ALREADY_EXISTS;
    }

    /** What a room allows its members. */
    static Limits limits(Room room) {
        return new Limits(room.bitrate(), room.audioCodec().map(Publish::word), room.videoCodec().map(Publish::word));
    }

    private static String word(Enum<?> codec) {
        return codec.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Wiring wiring(Session session) {
        return new Wiring(session.media().open(), new Wiring.Source.None());
    }

    @Override
    public ObjectNode extension(Session session) {
        ObjectNode extension = JsonNodeFactory.instance.objectNode();
        session.joined().flatMap(Joined::roomId).ifPresent(room -> extension.put("room_id", room));
        return extension;
    }

    @Override
    public List<Message> entered(Session session) {
        Joined joined = session.joined().orElseThrow();
        return List.of(members.joins(joined.roomId().orElseThrow(), new Member(session.sessionId(), joined.id(),
                Member.Role.PUBLISHER, session.userId(), Optional.empty())));
    }

    @Override
    public List<Message> left(Session session) {
        Joined joined = session.joined().orElseThrow();
        return List.of(members.leaves(joined.roomId().orElseThrow(), session.sessionId(), joined.id()));
    }
}
