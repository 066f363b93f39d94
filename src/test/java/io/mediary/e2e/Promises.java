package io.mediary.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaGraph;
import io.mediary.testing.RedisProcess;

/**
 * What must be true of all sessions and rooms whenever nothing is under way, whatever was done before. Each broken promise
 * is one line of text. Not thread-safe.
 */
final class Promises {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiClient observer;
    private final RedisProcess redis;
    private final MediaGraph media;
    private final List<String> broken = new ArrayList<>();
    private Map<String, JsonNode> sessions = Map.of();
    private Map<String, JsonNode> rooms = Map.of();

    /**
     * @param observer an administrator's connection that has been getting all events of class media
     * @param redis the instances' own
     * @param media the only media server
     */
    Promises(ApiClient observer, RedisProcess redis, MediaGraph media) {
        this.observer = observer;
        this.redis = redis;
        this.media = media;
    }

    /** The promises that are broken now. */
    List<String> broken() {
        broken.clear();
        sessions = all("media/session/get_list", "media/session/get_info", "session_id");
        rooms = all("media/room/get_list", "media/room/get_info", "room_id");
        sessions.forEach((id, session) -> {
            bridge(id, session);
            ties(id, session);
            membership(id, session);
        });
        rooms.forEach(this::members);
        events();
        wiring();
        return List.copyOf(broken);
    }

    /** Sessions that live, by their ids. */
    Map<String, JsonNode> sessions() {
        return sessions;
    }

    /** Rooms that live, by their ids. */
    Map<String, JsonNode> rooms() {
        return rooms;
    }

    private Map<String, JsonNode> all(String list, String info, String field) {
        Map<String, JsonNode> all = new TreeMap<>();
        for (JsonNode each : observer.request(list)) {
            String id = each.isTextual() ? each.asText() : each.path(field).asText();
            try {
                all.put(id, observer.request(info, field, id));
            } catch (ErrorAnswer gone) {
                require(false, "%s lists %s, which is not there: %s", list, id, gone.getMessage());
            }
        }
        return all;
    }

    private void bridge(String id, JsonNode session) {
        if (!is(session, "bridge")) {
            require(!session.has("peer_id"), "%s is no bridge and has the peer %s", id, session.path("peer_id"));
            return;
        }
        String peer = session.path("peer_id").asText();
        JsonNode other = sessions.get(peer);
        require(other != null && is(other, "bridge") && other.path("peer_id").asText().equals(id),
                "%s is bridged to %s, which %s", id, peer, state(other));
    }

    /** A master may have several slaves: {@code get_info} tells the newest, its record all. */
    private void ties(String id, JsonNode session) {
        JsonNode link = record(id).path("link");
        require(session.path("master_id").equals(link.path("master_id")) || link.path("master_id").isNull(),
                "%s tells of the master %s, and has %s", id, session.path("master_id"), link);
        if (session.has("master_id")) {
            String master = session.path("master_id").asText();
            require(sessions.containsKey(master) && texts(record(master).at("/link/slave_ids")).contains(id),
                    "%s has the master %s, which %s and has %s", id, master, state(sessions.get(master)),
                    record(master).path("link"));
        }
        for (String slave : texts(link.path("slave_ids"))) {
            JsonNode other = sessions.get(slave);
            require(other != null && other.path("master_id").asText().equals(id),
                    "%s has the slave %s, which %s, of '%s'",
                    id, slave, state(other), other == null ? "" : other.path("master_id").asText());
        }
    }

    private JsonNode record(String id) {
        Object doc = redis.command("HGET", Keys.record(Kind.SESSION, id), "doc");
        try {
            return doc == null ? MissingNode.getInstance() : JSON.readTree((String) doc);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(id, e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private void membership(String id, JsonNode session) {
        String role = is(session, "publish") ? "publisher" : is(session, "listen") ? "listener" : "";
        if (role.isEmpty()) {
            require(!session.has("room_id"), "%s is %s and has the room %s", id, state(session),
                    session.path("room_id"));
            return;
        }
        String room = session.path("room_id").asText();
        JsonNode member = rooms.getOrDefault(room, session).path("members").path(id);
        require(member.path("role").asText().equals(role), "%s is a %s of room %s, which %s and knows it as %s", id,
                role,
                room, rooms.containsKey(room) ? "lives" : "is gone", member);
    }

    private void members(String room, JsonNode info) {
        info.path("members").properties().forEach(each -> {
            String id = each.getKey();
            JsonNode member = each.getValue();
            JsonNode session = sessions.get(id);
            String type = member.path("role").asText().equals("publisher") ? "publish" : "listen";
            require(session != null && is(session, type) && session.path("room_id").asText().equals(room),
                    "room %s has the %s %s, which %s", room, member.path("role"), id, state(session));
            if (type.equals("listen")) {
                String publisher = member.path("peer_id").asText();
                require(session == null || session.path("publisher_id").asText().equals(publisher),
                        "room %s says that %s listens to %s, and it %s", room, id, publisher, state(session));
                require(info.path("members").path(publisher).path("role").asText().equals("publisher"),
                        "room %s has the listener %s of %s, which is no publisher there", room, id, publisher);
            }
        });
    }

    private void events() {
        Map<String, Map<String, Received>> objects = new LinkedHashMap<>();
        observer.events().stream().filter(event -> Set.of("session", "room").contains(event.subclass()))
                .forEach(event -> objects.computeIfAbsent(event.subclass() + " " + event.object(),
                        first -> new LinkedHashMap<>()).putIfAbsent(event.id(), event));
        objects.forEach((object, events) -> lived(object, List.copyOf(events.values())));
        sessions.keySet().forEach(id -> require(objects.containsKey("session " + id), "nothing was told of %s", id));
    }

    /** Events of one object, each once, in the order in which they first came. */
    private void lived(String object, List<Received> events) {
        String id = object.substring(object.indexOf(' ') + 1);
        List<String> types = events.stream().map(Received::type).toList();
        boolean session = object.startsWith("session");
        boolean lives = session ? sessions.containsKey(id) : rooms.containsKey(id);
        long ends = types.stream().filter("destroyed"::equals).count();
        long births = types.stream().filter("created"::equals).count();
        if (session) {
            require(births == 1 && types.get(0).equals("created"), "%s: not created first and once: %s", object, types);
            require(ends == (lives ? 0 : 1), "%s %s: %s", object, lives ? "lives" : "is over", types);
            require(ends == 0 || types.get(types.size() - 1).equals("destroyed"), "%s: told of after its end: %s",
                    object,
                    types);
            require(types.stream().filter("answer"::equals).count() <= 1, "%s: answered twice: %s", object, types);
        } else {
            // A room's name may be taken again after its end.
            require(births - ends == (lives ? 1 : 0), "%s %s: %s", object, lives ? "lives" : "is over", types);
        }
        if (session && lives) {
            events.stream().filter(event -> event.type().equals("type")).reduce((former, last) -> last)
                    .ifPresent(last -> typed(id, last.body()));
        }
    }

    private void typed(String id, JsonNode told) {
        JsonNode session = sessions.get(id);
        ObjectNode extension = told.deepCopy();
        extension.remove("type");
        require(is(session, told.path("type").asText()) && session.path("type_ext").equals(extension),
                "%s %s, but the last that was told is %s", id, state(session), told);
    }

    /** What is connected follows from the records: the contract's table of media wiring. */
    private void wiring() {
        Map<String, Integer> elements = new TreeMap<>();
        Set<String> wanted = new TreeSet<>();
        sessions.forEach((id, session) -> {
            if (session.path("backend").asText().equals("nkmedia_kms")) {
                elements.put(id, 2);
                wanted.addAll(links(id, session));
            }
        });
        Map<String, Integer> there = media.sessions();
        require(there.equals(elements), "the media server has elements of %s, the records say %s", there, elements);
        Set<String> links = media.links(new HashMap<>());
        Set<String> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(links);
        links.removeAll(wanted);
        require(missing.isEmpty() && links.isEmpty(), "not connected: %s; connected, but should not: %s", missing,
                links);
    }

    private static Set<String> links(String id, JsonNode session) {
        Set<String> links = new TreeSet<>();
        String all = " AUDIO DATA VIDEO";
        String open = (session.path("mute_audio").asBoolean() ? "" : " AUDIO")
                + (session.path("mute_data").asBoolean() ? "" : " DATA")
                + (session.path("mute_video").asBoolean() ? "" : " VIDEO");
        String type = session.path("type").asText();
        if (Set.of("echo", "bridge", "publish").contains(type) && !open.isEmpty()) {
            links.add(id + ".endpoint→" + id + ".proxy" + open);
        }
        switch (type) {
            case "echo" -> links.add(id + ".proxy→" + id + ".endpoint" + all);
            case "bridge" -> links.add(session.path("peer_id").asText() + ".proxy→" + id + ".endpoint" + all);
            case "listen" -> links.add(session.path("publisher_id").asText() + ".proxy→" + id + ".endpoint" + all);
            default -> {
            }
        }
        return links;
    }

    private static boolean is(JsonNode session, String type) {
        return session.path("type").asText().equals(type);
    }

    private static String state(JsonNode session) {
        return session == null ? "is gone" : "is " + session.path("type").asText() + " " + session.path("type_ext");
    }

    private void require(boolean kept, String text, Object... about) {
        if (!kept) {
            broken.add(text.formatted(about));
        }
    }
}
