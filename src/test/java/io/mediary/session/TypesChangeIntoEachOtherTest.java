package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaGraph;
import io.quarkus.test.junit.QuarkusTest;

/**
 * {@code set_type} from every type to every other, and to the same again, in both roles: what is connected at the media
 * server, what the events tell, what the records say, and what becomes of the others. The session is S, and mutes video; what
 * it was joined to is P (its peer, its publisher, or its listener), what it is joined to then is N.
 */
@QuarkusTest
class TypesChangeIntoEachOtherTest extends SessionScene {

    private static final String ALL = " AUDIO DATA VIDEO";
    private static final String UNMUTED = " AUDIO DATA";

    /** The table "Media wiring" of the contract: what S sends on and receives when it is joined to N. */
    private static final Map<String, Set<String>> WIRING = Map.of(
            "park", Set.of(),
            "echo", Set.of("S.endpoint→S.proxy" + UNMUTED, "S.proxy→S.endpoint" + ALL),
            "bridge", Set.of("S.endpoint→S.proxy" + UNMUTED, "N.proxy→S.endpoint" + ALL,
                    "N.endpoint→N.proxy" + ALL, "S.proxy→N.endpoint" + ALL),
            "publish", Set.of("S.endpoint→S.proxy" + UNMUTED),
            "listen", Set.of("N.endpoint→N.proxy" + ALL, "N.proxy→S.endpoint" + ALL),
            "play", Set.of("S.player→S.endpoint" + UNMUTED));

    /** What is left connected among those that S has left: a bridged peer and a listener end, a publisher goes on. */
    private static final Map<String, Set<String>> LEFT = Map.of("park", Set.of(), "echo", Set.of(), "bridge", Set.of(),
            "publish", Set.of(), "listen", Set.of("P.endpoint→P.proxy" + ALL), "play", Set.of());

    private static final List<String> TYPES = List.of("park", "echo", "bridge", "publish", "listen", "play");

    private final Map<String, String> names = new HashMap<>();
    private final List<String> rooms = new ArrayList<>();
    private MediaGraph graph;

    enum Role {
        /** The media server has answered. */
        OFFEREE,
        /** The media server has offered, and the answer is set. */
        OFFERER,
        /** The media server has offered, and the answer comes after the change. */
        UNANSWERED
    }

    /** What S is, or becomes: with the fields of the command, and whom and which room they name. */
    private record Part(String type, ObjectNode fields, String other, String room) {

        ObjectNode extension() {
            ObjectNode extension = fields.deepCopy();
            if (type.equals("listen")) {
                extension.put("room_id", room);
            }
            return extension;
        }

        boolean inRoom() {
            return !room.isEmpty();
        }
    }

    @BeforeEach
    void look() {
        graph = new MediaGraph(world.mediaUrl());
        client.request("core/event/subscribe", "class", "media", "subclass", "room");
    }

    @AfterEach
    void lookNoMore() {
        graph.close();
    }

    static Stream<Arguments> allPairs() {
        return TYPES.stream().flatMap(from -> TYPES.stream().flatMap(
                to -> Stream.of(Role.values()).map(role -> Arguments.of(from, to, role))));
    }

    @ParameterizedTest(name = "{0} to another {1}, {2}")
    @MethodSource("allPairs")
    void changes(String from, String to, Role role) {
        Part former = part(from, "P");
        String session = session(former, role);
        String listener = from.equals("publish") ? listener(session) : "";
        JsonNode before = info(session);
        Part next = part(to, "N");

        assertThat(setType(session, next)).isEqualTo(next.extension());

        Set<String> wired = new TreeSet<>(WIRING.get(to));
        wired.addAll(LEFT.get(from));
        awaitLinks(wired);
        answerIfMissing(session, role);
        isDescribed(session, next, before, role);
        if (to.equals("bridge")) {
            assertThat(info(next.other()).path("type").asText()).isEqualTo("bridge");
            assertThat(info(next.other()).path("peer_id").asText()).isEqualTo(session);
        }
        if (from.equals("bridge")) {
            assertThat(end(former.other())).as("the left peer: bridge_stop").isEqualTo(300020);
        }
        if (from.equals("publish")) {
            assertThat(end(listener)).as("the left listener: publisher_stop").isEqualTo(304006);
        }
        assertThat(links()).as("the answer changes nothing of it").isEqualTo(wired);
        membersAre(session, former, next);
        toldOnce(session, former, next);
    }

    @ParameterizedTest(name = "{0} to the same, {1}")
    @MethodSource("allTypes")
    void theSameAgainIsHarmless(String type, Role role) {
        Part part = part(type, "N");
        String session = session(part, role);
        String listener = type.equals("publish") ? listener(session) : "";
        Set<String> before = links();
        JsonNode described = info(session);

        assertThat(setType(session, part)).isEqualTo(part.extension());
        answerIfMissing(session, role);

        isDescribed(session, part, described, role);
        Set<String> wired = new TreeSet<>(WIRING.get(type));
        if (type.equals("publish")) {
            wired.add("S.proxy→L.endpoint" + ALL);
        }
        assertThat(before).isEqualTo(wired);
        assertThat(links()).isEqualTo(wired);
        if (part.inRoom()) {
            assertThat(members(part.room())).contains(session + role(part));
        }
        Stream.of(part.other(), listener).filter(other -> !other.isEmpty())
                .forEach(other -> assertThat(types(other)).doesNotContain("destroyed"));
        finish(session);
        assertThat(roomEvents("stopped_member", session, part)).as("left only at the end")
                .hasSize(part.inRoom() ? 1 : 0);
    }

    static Stream<Arguments> allTypes() {
        return TYPES.stream().flatMap(type -> Stream.of(Role.values()).map(role -> Arguments.of(type, role)));
    }

    @ParameterizedTest(name = "to {0}")
    @MethodSource("targets")
    void aPeerThatMayStayParksAndIsUntied(String to) {
        String peer = named("P", created("type", "park", "offer", offer(), "wait_reply", true, "stop_after_peer", false,
                "mute_audio", true));
        String session = named("S", created("type", "bridge", "peer_id", peer, "master_id", peer, "offer", offer(),
                "wait_reply", true, "mute_video", true));
        await().until(() -> info(peer).path("slave_id").asText().equals(session));
        Part next = part(to, "N");

        setType(session, next);

        awaitLinks(WIRING.get(to));
        await().untilAsserted(() -> {
            assertThat(info(peer).path("type").asText()).isEqualTo("park");
            assertThat(info(peer).path("type_ext")).isEmpty();
            assertThat(info(peer).has("peer_id")).isFalse();
            assertThat(info(peer).has("slave_id")).isFalse();
            assertThat(info(peer).path("mute_audio").asBoolean()).isTrue();
        });
        assertThat(info(session).has("master_id")).isFalse();
        finish(session);
        finish(peer);
        assertThat(typeEvents(peer)).containsExactly(
                ApiClient.data("type", "bridge", "peer_id", session), ApiClient.data("type", "park"));
    }

    static Stream<String> targets() {
        return TYPES.stream();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void mutesAndBitrateGivenWithAChangeAreTheNewOnes(Role role) {
        String session = session(part("park", "P"), role);
        client.request("media/session/set_type", "session_id", session, "type", "echo", "mute_video", false,
                "mute_audio", true, "bitrate", 300);
        awaitLinks(Set.of("S.endpoint→S.proxy DATA VIDEO", "S.proxy→S.endpoint" + ALL));
        assertThat(info(session).path("bitrate").asInt()).isEqualTo(300);
        assertThat(peer(0).peer().videoLimit()).isEqualTo(300);
        client.request("media/session/update_media", "session_id", session, "mute_audio", false);
        awaitLinks(Set.of("S.endpoint→S.proxy" + ALL, "S.proxy→S.endpoint" + ALL));
    }

    /** Makes whom a session of this type is joined to, and says how the session names it. */
    private Part part(String type, String name) {
        return switch (type) {
            case "bridge" -> {
                String peer = named(name, created("type", "park", "offer", offer(), "wait_reply", true));
                yield new Part(type, ApiClient.data("peer_id", peer), peer, "");
            }
            case "publish" -> {
                String room = room();
                yield new Part(type, ApiClient.data("room_id", room), "", room);
            }
            case "listen" -> {
                String room = room();
                String publisher = named(name,
                        created("type", "publish", "room_id", room, "offer", offer(), "wait_reply", true));
                yield new Part(type, ApiClient.data("publisher_id", publisher), publisher, room);
            }
            case "play" -> new Part(type,
                    ApiClient.data("uri", "file:///films/" + name + ".webm", "loops", 2), "", "");
            default -> new Part(type, ApiClient.data(), "", "");
        };
    }

    private String session(Part part, Role role) {
        ObjectNode fields = part.fields().deepCopy().put("type", part.type()).put("mute_video", true)
                .put("bitrate", 500).put("wait_reply", true);
        if (role == Role.OFFEREE) {
            fields.set("offer", offer());
        }
        String id = named("S", client.request("media/session/create", fields).path("session_id").asText());
        if (role == Role.OFFERER) {
            answer(id);
        }
        if (part.inRoom()) {
            await().untilAsserted(() -> assertThat(members(part.room())).contains(id + role(part)));
        }
        return id;
    }

    private String listener(String publisher) {
        return named("L", created("type", "listen", "publisher_id", publisher, "offer", offer(), "wait_reply", true));
    }

    private void answer(String id) {
        client.request("media/session/set_answer", "session_id", id, "answer", offer());
    }

    private void answerIfMissing(String id, Role role) {
        if (role == Role.UNANSWERED) {
            answer(id);
        }
    }

    private JsonNode setType(String id, Part part) {
        return client.request("media/session/set_type",
                part.fields().deepCopy().put("type", part.type()).put("session_id", id));
    }

    private void isDescribed(String id, Part part, JsonNode before, Role role) {
        JsonNode info = info(id);
        assertThat(info.path("type").asText()).isEqualTo(part.type());
        assertThat(info.path("type_ext")).isEqualTo(part.extension());
        for (String field : List.of("peer_id", "room_id", "publisher_id", "uri", "loops")) {
            assertThat(info.path(field)).as(field).isEqualTo(part.extension().path(field));
        }
        assertThat(info.path("mute_video").asBoolean()).isTrue();
        assertThat(info.path("mute_audio").asBoolean()).isFalse();
        assertThat(info.path("bitrate").asInt()).isEqualTo(500);
        assertThat(info.path("status").asText()).isEqualTo("ready");
        assertThat(info.path("backend_role").asText()).isEqualTo(role == Role.OFFEREE ? "offeree" : "offerer");
        assertThat(info.path("offer")).as("no new offer").isEqualTo(before.path("offer"));
        if (role != Role.UNANSWERED) {
            assertThat(info.path("answer")).as("no new answer").isEqualTo(before.path("answer"));
        }
    }

    /** The rooms' members: S only where it is now, and nobody who listened to it. */
    private void membersAre(String id, Part former, Part next) {
        if (former.inRoom()) {
            await().untilAsserted(() -> assertThat(members(former.room())).isEqualTo(
                    former.type().equals("listen") ? Set.of(former.other() + " publisher") : Set.of()));
        }
        if (next.inRoom()) {
            Set<String> there = new TreeSet<>(Set.of(id + role(next)));
            if (next.type().equals("listen")) {
                there.add(next.other() + " publisher");
            }
            await().untilAsserted(() -> assertThat(members(next.room())).isEqualTo(there));
        }
    }

    /** Each change is told once, to those that it is about. What is told of an object ends with its end, which is awaited. */
    private void toldOnce(String id, Part former, Part next) {
        finish(id);
        ObjectNode told = next.extension().put("type", next.type());
        List<JsonNode> expected = new ArrayList<>();
        if (!former.extension().isEmpty()) {
            expected.add(former.extension().put("type", former.type()));
        }
        expected.add(told);
        assertThat(typeEvents(id)).isEqualTo(expected);
        if (next.type().equals("bridge")) {
            assertThat(end(next.other())).isEqualTo(300020);
            assertThat(typeEvents(next.other()))
                    .containsExactly(ApiClient.data("type", "bridge", "peer_id", id));
        }
        rooms.forEach(room -> {
            await().until(() -> members(room).stream().noneMatch(member -> member.startsWith(id)));
            client.request("media/room/destroy", "room_id", room);
            event(room, "destroyed");
        });
        Stream.of(former, next).filter(Part::inRoom).forEach(part -> {
            for (String event : List.of("started_member", "stopped_member")) {
                List<JsonNode> bodies = roomEvents(event, id, part);
                assertThat(bodies).as(event).hasSize(1);
                assertThat(bodies.get(0).path("role").asText()).isEqualTo(role(part).trim());
                assertThat(bodies.get(0).path("user_id").asText()).isEqualTo("ann");
                assertThat(bodies.get(0).path("peer_id").asText()).isEqualTo(part.other());
            }
        });
    }

    private void finish(String id) {
        client.request("media/session/destroy", "session_id", id);
        assertThat(end(id)).isEqualTo(100011);
        assertThat(types(id).stream().filter("destroyed"::equals)).hasSize(1);
        assertThat(types(id).stream().filter("offer"::equals)).hasSize(1);
        assertThat(types(id).stream().filter("answer"::equals)).hasSize(1);
    }

    private List<JsonNode> typeEvents(String id) {
        return client.events(id).stream().filter(event -> event.type().equals("type")).map(Received::body).toList();
    }

    private List<JsonNode> roomEvents(String type, String session, Part part) {
        if (part.inRoom() && type.equals("stopped_member")) {
            await().until(() -> !memberEvents(type, session, part).isEmpty());
        }
        return part.inRoom() ? memberEvents(type, session, part) : List.of();
    }

    private List<JsonNode> memberEvents(String type, String session, Part part) {
        return client.events(part.room()).stream().filter(event -> event.type().equals(type)).map(Received::body)
                .filter(body -> body.path("session_id").asText().equals(session)).toList();
    }

    private Set<String> members(String room) {
        Set<String> members = new TreeSet<>();
        client.request("media/room/get_info", "room_id", room).path("members").properties()
                .forEach(member -> members.add(member.getKey() + " " + member.getValue().path("role").asText()));
        return members;
    }

    private static String role(Part part) {
        return part.type().equals("publish") ? " publisher" : " listener";
    }

    private String room() {
        String room = client.request("media/room/create", "class", "sfu").path("room_id").asText();
        rooms.add(room);
        return room;
    }

    private String named(String name, String id) {
        names.put(id, name);
        return id;
    }

    private Set<String> links() {
        return graph.links(names);
    }

    private void awaitLinks(Set<String> expected) {
        await("what is connected").untilAsserted(() -> assertThat(links()).isEqualTo(expected));
    }
}
