package io.mediary.room;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.RoomConfig;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.NewRecord;
import io.mediary.store.Partition;
import io.mediary.store.Records;
import io.mediary.store.Scripts;
import io.mediary.store.StaleLeaseException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * The rooms: makes, reads and ends them. Each method fails with {@code unavailable} where Redis is away. Thread-safe.
 */
@ApplicationScoped
public class Rooms {

    /** Message to a session: the room that it is in is over. Payload {@code {"join_id": …}}, that of the session's own joining. */
    public static final String ROOM_DESTROYED = "room_destroyed";
    /** Message to a session: the publisher that it listens to has left the room. Payload as of {@link #ROOM_DESTROYED}. */
    public static final String PUBLISHER_STOPPED = "publisher_stopped";

    private static final int AT_A_TIME = 16;

    private final Records records;
    private final Scripts scripts;
    private final MediaPlane plane;
    private final RoomDocument document;
    private final RoomInfo info;
    private final RoomEvents events;
    private final RoomEnding ending;
    private final RoomConfig config;

    Rooms(Records records, Scripts scripts, MediaPlane plane, RoomDocument document, RoomInfo info, RoomEvents events,
            RoomEnding ending, RoomConfig config) {
        this.records = records;
        this.scripts = scripts;
        this.plane = plane;
        this.document = document;
        this.info = info;
        this.events = events;
        this.ending = ending;
        this.config = config;
    }

    /**
     * A room that a caller may see and enter: its own, anyone's with {@code access: any}; an administrator's are all.
     *
     * @return fails with {@code room_not_found}, {@code unauthorized}
     */
    public Uni<Room> find(String id, Caller caller) {
        return records.read(Kind.ROOM, id).map(found -> {
            Room room = living(found).orElseThrow(() -> Failure.of(ErrorCode.ROOM_NOT_FOUND));
            return allowed(room, caller);
        });
    }

    /**
     * Makes a room of the caller's. With an idempotency key, the same call again answers with the room that the first one
     * made.
     *
     * @return fails with {@code syntax_error} for an id outside the bounds of {@link RoomId}, {@code room_already_exists},
     *         {@code no_mediaserver}
     */
    public Uni<Room> create(NewRoom wanted, Caller caller) {
        if (wanted.roomId().isPresent() && !wanted.roomId().get().matches(RoomId.PATTERN)) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, "room_id");
        }
        Optional<String> request = caller.idempotencyKey().map(key -> mark(caller.user(), key));
        String id = wanted.roomId().or(() -> request).orElseGet(() -> UUID.randomUUID().toString());
        Uni<Optional<Room>> former = wanted.roomId().or(() -> request).isPresent()
                ? former(id, request)
                : Uni.createFrom().item(Optional.empty());
        return former.flatMap(known -> known.isPresent()
                ? Uni.createFrom().item(known.get())
                : node(wanted).flatMap(node -> make(room(id, node, wanted, caller), request))
                        .onFailure(failure -> request.isPresent() && isThere(failure))
                        .recoverWithUni(
                                there -> former(id, request).map(made -> made.orElseThrow(() -> (Failure) there))));
    }

    /**
     * What {@code get_info} answers, for one whose right to it was checked.
     *
     * @return fails with {@code room_not_found}
     */
    public Uni<ObjectNode> info(String id) {
        return described(id, room -> true);
    }

    /** The same for a caller; fails with {@code unauthorized} too. */
    Uni<ObjectNode> info(String id, Caller caller) {
        return described(id, room -> mayEnter(room, caller));
    }

    /** Ids of a caller's rooms; an administrator's are all. */
    Uni<List<String>> ids(Caller caller) {
        return caller.administrator() ? records.all(Kind.ROOM) : records.ofUser(Kind.ROOM, caller.user());
    }

    /** Ids of all rooms that a caller may see: one read for each of the 64 partitions, sent together. */
    Uni<List<String>> visible(Caller caller) {
        if (caller.administrator()) {
            return records.all(Kind.ROOM);
        }
        List<Scripts.Call> calls = new ArrayList<>();
        for (int number = 0; number < Partition.COUNT; number++) {
            calls.add(new Scripts.Call("room_visible", List.of(Keys.objects(new Partition(number))),
                    List.of(caller.user())));
        }
        return scripts.together(calls)
                .map(answers -> answers.stream().flatMap(answer -> texts(answer).stream()).toList());
    }

    /**
     * Ends a room for its owner or an administrator.
     *
     * @return fails with {@code room_not_found}, {@code unauthorized}
     */
    Uni<Void> destroy(String id, Caller caller) {
        return records.read(Kind.ROOM, id).flatMap(found -> {
            Room room = living(found).orElseThrow(() -> Failure.of(ErrorCode.ROOM_NOT_FOUND));
            if (!caller.mayActOn(room.userId())) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return ending.end(id, events.destroyed(id, ErrorCode.USER_STOP));
        }).invoke(ended -> {
            if (!ended) {
                throw Failure.of(ErrorCode.ROOM_NOT_FOUND);
            }
        }).replaceWithVoid();
    }

    /** Ends a room at a deadline that has passed, unless somebody publishes in it. */
    Uni<Void> overdue(String id, String deadline, ErrorCode why) {
        return ending.end(id, events.destroyed(id, why), deadline).replaceWithVoid();
    }

    /** A media server is gone: its rooms end with {@code room_destroyed}. Fails after all where some could not be ended. */
    public Uni<Void> lost(String node) {
        return records.all(Kind.ROOM)
                .onItem().transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem().transformToUni(id -> lost(node, id)).collectFailures().merge(AT_A_TIME)
                .collect().asList().replaceWithVoid();
    }

    private Uni<Boolean> lost(String node, String id) {
        return records.read(Kind.ROOM, id)
                .flatMap(found -> living(found).filter(room -> room.node().equals(node)).isPresent()
                        ? ending.end(id, events.destroyed(id, ErrorCode.ROOM_DESTROYED))
                        : Uni.createFrom().item(false));
    }

    private Uni<String> node(NewRoom wanted) {
        return wanted.node().map(node -> Uni.createFrom().item(node))
                .orElseGet(() -> plane.choose(Optional.empty()).map(Place::node));
    }

    private Room room(String id, String node, NewRoom wanted, Caller caller) {
        int timeout = wanted.timeout().orElseGet(() -> Math.toIntExact(config.timeout().toSeconds()));
        return new Room(id, caller.user(), node, timeout, wanted.bitrate(), wanted.audioCodec(), wanted.videoCodec(),
                wanted.access());
    }

    private Uni<Room> make(Room room, Optional<String> request) {
        String id = room.roomId();
        NewRecord record = new NewRecord(Kind.ROOM, id, room.userId(), document.write(room, request), Optional.empty(),
                Optional.empty(), List.of(events.created(room)));
        Change complete = Change.builder().created()
                .deadline(new Deadline(RoomEnding.TIMEOUT, Duration.ofSeconds(room.timeout()))).build();
        return records.create(record)
                .flatMap(lease -> records.commit(lease, complete)
                        .onFailure().call(() -> undone(id)))
                .onFailure(StaleLeaseException.class).transform(lost -> Failure.of(ErrorCode.UNAVAILABLE))
                .map(done -> room);
    }

    /** A creation that is answered with an error leaves no room; where this fails too, its deadline does it. */
    private Uni<Boolean> undone(String id) {
        return ending.end(id, events.destroyed(id, ErrorCode.PROCESS_DOWN)).onFailure().recoverWithItem(false);
    }

    /**
     * Looks before a record is made whether there is one: the owner's index takes its entry before the record, and must
     * not name another user's room.
     */
    private Uni<Optional<Room>> former(String id, Optional<String> request) {
        return records.read(Kind.ROOM, id).map(found -> {
            Optional<Records.Stored> known = found.filter(stored -> !stored.ended());
            if (known.isPresent() && !document.isFrom(known.get().doc(), request)) {
                throw Failure.of(ErrorCode.ROOM_ALREADY_EXISTS);
            }
            return living(known);
        });
    }

    private Uni<ObjectNode> described(String id, Predicate<Room> allowed) {
        return scripts.run("room_read", Keys.record(Kind.ROOM, id), id).map(answer -> {
            if (answer.size() == 0) {
                throw Failure.of(ErrorCode.ROOM_NOT_FOUND);
            }
            Room room = document.room(answer.get(0).toString());
            if (!allowed.test(room)) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return info.of(room, texts(answer.get(1)).stream().map(document::member).toList());
        });
    }

    private Optional<Room> living(Optional<Records.Stored> found) {
        return found.filter(stored -> !stored.ended()).map(stored -> document.room(stored.doc()));
    }

    private static boolean isThere(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.ROOM_ALREADY_EXISTS;
    }

    private static boolean mayEnter(Room room, Caller caller) {
        return room.access() == Access.ANY || caller.mayActOn(room.userId());
    }

    private static Room allowed(Room room, Caller caller) {
        if (!mayEnter(room, caller)) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        return room;
    }

    private static String mark(String user, String key) {
        return UUID.nameUUIDFromBytes(("room " + user.length() + ":" + user + key).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static List<String> texts(Response answer) {
        List<String> texts = new ArrayList<>(answer.size());
        answer.forEach(text -> texts.add(text.toString()));
        return texts;
    }
}
