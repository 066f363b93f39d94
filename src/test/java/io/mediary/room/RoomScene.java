package io.mediary.room;

import static io.mediary.store.RealRedis.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.config.RoomConfig;
import io.mediary.function.Caller;
import io.mediary.function.JsonRules;
import io.mediary.media.MediaPlane;
import io.mediary.store.Courier;
import io.mediary.store.Due;
import io.mediary.store.DueItems;
import io.mediary.store.HeldLeases;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.LiveInstances;
import io.mediary.store.Message;
import io.mediary.store.OwnerIndex;
import io.mediary.store.Partition;
import io.mediary.store.RealRedis;
import io.mediary.store.RedisRecords;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Multi;

/** Rooms over a real Redis, on the node {@code n}; the test says what the sessions' records hold. */
abstract class RoomScene {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    static final Caller ANN = new Caller(true, "ann", false, Optional.empty(), Optional.empty());
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    static {
        new JsonRules(256, 1 << 20).customize(JSON);
    }

    final SessionRecords sessions = new SessionRecords();
    final Rooms rooms;
    final Members members;
    final RoomDue due;
    final RedisRecords records;
    final DueItems items;

    RoomScene() {
        var config = RealRedis.config();
        Scripts scripts = new Scripts(REDIS.redis(), config);
        items = new DueItems(scripts, config);
        OwnerIndex owners = new OwnerIndex(scripts, config);
        // What is for the sessions stays for the test to see.
        Courier courier = messages -> Multi.createFrom().iterable(messages)
                .filter(message -> message.due().kind().equals(owners.kind()))
                .onItem()
                .transformToUniAndConcatenate(
                        message -> owners.due(message.due()).chain(() -> items.done(List.of(message))))
                .collect().asList().replaceWithVoid();
        var vertx = REDIS.vertx().getDelegate();
        records = new RedisRecords(scripts, owners, new HeldLeases(scripts, vertx, config), courier, new Alone(), vertx,
                config);
        RoomScripts inRooms = new RoomScripts(scripts, courier, config);
        RoomDocument document = new RoomDocument(JSON);
        RoomInfo info = new RoomInfo(JSON);
        RoomEvents events = new RoomEvents(JSON, info);
        RoomConfig defaults = () -> Duration.ofSeconds(300);
        rooms = new Rooms(records, scripts, noMedia(), document, info, events, new RoomEnding(inRooms),
                defaults);
        members = new Members(inRooms, document, events, JSON);
        due = new RoomDue(rooms, new Arrivals(members, sessions), members, document);
    }

    /** Makes a room of ann's; it is wanted on a node, so that none is chosen. */
    String room(int timeout, Access access) {
        NewRoom wanted = new NewRoom(Optional.empty(), Optional.of("n"), Optional.of(timeout), 0, Optional.empty(),
                Optional.empty(), access);
        return await(rooms.create(wanted, ANN)).roomId();
    }

    String room() {
        return room(300, Access.ANY);
    }

    static Member publisher(String session) {
        return new Member(session, UUID.randomUUID().toString(), Member.Role.PUBLISHER, "u-" + session,
                Optional.empty());
    }

    static Member listener(String session, String publisher) {
        return new Member(session, UUID.randomUUID().toString(), Member.Role.LISTENER, "u-" + session,
                Optional.of(publisher));
    }

    /** The session's record says so, and its message arrives. */
    Member enter(String room, Member member) {
        sessions.hold(room, member);
        handle(members.joins(room, member));
        return member;
    }

    /** The session's record says so no more, and its message arrives. */
    void leave(String room, Member member) {
        sessions.let(member);
        handle(members.leaves(room, member.sessionId(), member.joinId()));
    }

    void handle(Message message) {
        await(due.due(new Due(message.kind().key(), message.target(), message.name(), message.payload())));
    }

    /** The room's events so far. */
    List<JsonNode> events(String room) {
        List<JsonNode> events = new ArrayList<>();
        REDIS.command("XRANGE", Keys.log(Partition.of(room)), "-", "+").forEach(entry -> {
            if (entry.get(1).get(1).toString().equals(room)) {
                events.add(((ObjectNode) json(entry.get(1).get(5).toString()))
                        .put("audience", entry.get(1).get(3).toString()));
            }
        });
        return events;
    }

    List<String> types(String room) {
        return events(room).stream().map(event -> event.path("type").asText()).toList();
    }

    /** The messages to a session that wait in a room's partition, as {@code NAME JOIN_ID}. */
    List<String> told(String room, String session) {
        List<String> told = new ArrayList<>();
        REDIS.command("ZRANGE", Keys.deadlines(Partition.of(room)), "0", "-1").forEach(item -> {
            JsonNode parts = json(item.toString());
            if (parts.size() == 4 && parts.path(0).asText().equals("s") && parts.path(1).asText().equals(session)) {
                told.add(parts.path(2).asText() + " " + json(parts.path(3).asText()).path("join_id").asText());
            }
        });
        return told;
    }

    /** The room's deadlines: a name each. */
    List<String> deadlines(String room) {
        List<String> names = new ArrayList<>();
        REDIS.command("ZRANGE", Keys.deadlines(Partition.of(room)), "0", "-1").forEach(item -> {
            JsonNode parts = json(item.toString());
            if (parts.size() == 3 && parts.path(0).asText().equals("r") && parts.path(1).asText().equals(room)) {
                names.add(parts.path(2).asText());
            }
        });
        return names;
    }

    JsonNode inRoom(String room) {
        return await(rooms.info(room)).path("members");
    }

    long ttl(String room) {
        return REDIS.command("PTTL", Keys.record(Kind.ROOM, room)).toLong();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static MediaPlane noMedia() {
        return (MediaPlane) Proxy.newProxyInstance(RoomScene.class.getClassLoader(), new Class<?>[]{MediaPlane.class},
                (proxy, method, args) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** The only instance. */
    private static final class Alone implements LiveInstances {

        @Override
        public String self() {
            return "one";
        }

        @Override
        public boolean alive(String instance) {
            return instance.equals("one");
        }
    }
}
