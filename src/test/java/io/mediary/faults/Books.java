package io.mediary.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.store.Keys;
import io.mediary.testing.RedisLook;

/** What Redis says of sessions, instances and media servers. Thread-safe; every method blocks. */
final class Books {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** An endpoint and its proxy: nobody records or plays here. */
    private static final int ELEMENTS = 2;
    /** Deadlines that may stand for long. */
    private static final Set<String> PATIENT = Set.of("wait", "ready", "timeout", "resume", "check");

    private final RedisLook redis;

    Books(RedisLook redis) {
        this.redis = redis;
    }

    /** The instances that have said that they live and have not been forgotten, the dead too. */
    Set<String> instances() {
        return new TreeSet<>(redis.members(Keys.INSTANCES));
    }

    /**
     * A relay that lives.
     *
     * @param from the address of the media server of the session whose media it carries
     * @param to the address of the other one
     */
    record Relay(String from, String to) {
    }

    /** The living sessions, and the address of the media server of each; empty for one that has none. */
    Map<String, String> sessions() {
        Map<String, String> nodes = nodes();
        Map<String, String> sessions = new TreeMap<>();
        living("s").forEach((id, session) -> sessions.put(id,
                nodes.getOrDefault(session.at("/place/node").asText(), "")));
        return sessions;
    }

    /** The sessions that listen through a relay, and the publisher of each. */
    Map<String, String> far() {
        Map<String, String> far = new TreeMap<>();
        living("s").forEach((id, session) -> {
            if (session.at("/joined/relay").isTextual()) {
                far.put(id, session.at("/joined/publisher_id").asText());
            }
        });
        return far;
    }

    /** The living relays. */
    List<Relay> relays() {
        Map<String, String> nodes = nodes();
        return living("relay").values().stream()
                .map(relay -> new Relay(nodes.getOrDefault(relay.path("from").asText(), ""),
                        nodes.getOrDefault(relay.path("to").asText(), "")))
                .toList();
    }

    /** How many media objects are to be at a media server: those of sessions, and the ends of relays. */
    int objects(String url) {
        long sessions = sessions().values().stream().filter(url::equals).count();
        long ends = relays().stream().flatMap(relay -> Stream.of(relay.from, relay.to)).filter(url::equals).count();
        return (int) (ELEMENTS * sessions + ends);
    }

    /** Kurento sessions that nobody alive owns; those that are over are remembered for a while. */
    List<String> orphans(Predicate<String> lives) {
        List<String> found = new ArrayList<>();
        for (String key : redis.keys(Keys.kurentoOf("*"))) {
            if (!lives.test(id(key))) {
                redis.members(key).forEach(session -> found.add(key + " " + session));
            }
        }
        for (String key : redis.keys(Keys.kurento("*"))) {
            List<?> fields = (List<?>) redis.command("HMGET", key, "owner", "closed");
            boolean over = fields.get(0) == null || fields.get(1) != null;
            if (!over && !lives.test((String) fields.get(0))) {
                found.add(key + " of " + fields.get(0));
            }
        }
        return found;
    }

    /** What is left of the dead, and of work that somebody began: orphans, watchers, leases, creations, messages. */
    List<String> remains(Predicate<String> lives) {
        List<String> found = new ArrayList<>(orphans(lives));
        redis.keys("mediary:{*}:watches:*").stream().filter(key -> !lives.test(id(key))).forEach(found::add);
        for (String key : redis.keys("mediary:{*}:watch:*")) {
            redis.members(key).stream().filter(instance -> !lives.test(instance)).map(instance -> key + " " + instance)
                    .forEach(found::add);
        }
        for (String key : redis.keys("mediary:{*}:deadlines")) {
            redis.members(key).stream().filter(Books::isWork).map(item -> key + " " + item).forEach(found::add);
        }
        return found;
    }

    /** Everything of sessions and rooms: for when all of them are over. */
    List<String> objects() {
        List<String> found = new ArrayList<>();
        sessions().keySet().forEach(session -> found.add("session " + session));
        for (String key : redis.keys("mediary:{*}:objects")) {
            redis.members(key).forEach(member -> found.add(key + " " + member));
        }
        redis.keys("mediary:{*}:candidates:*").forEach(found::add);
        redis.keys("mediary:{*}:members:*").forEach(found::add);
        redis.keys("mediary:user:s:*").forEach(key -> redis.members(key).forEach(one -> found.add(key + " " + one)));
        return found;
    }

    /** The records of a kind that have not ended, by their ids. */
    private Map<String, JsonNode> living(String kind) {
        List<String> records = redis.keys("mediary:{*}:" + kind + ":*").stream()
                .filter(key -> key.matches("[^:]+:[^:]+:" + kind + ":[^:]+")).toList();
        List<Object> answers = records.isEmpty()
                ? List.of()
                : redis.commands(records.stream().map(key -> List.of("HMGET", key, "doc", "ended")).toList());
        Map<String, JsonNode> living = new TreeMap<>();
        for (int i = 0; i < records.size(); i++) {
            List<?> fields = (List<?>) answers.get(i);
            if (fields.get(0) != null && fields.get(1) == null) {
                living.put(id(records.get(i)), parse((String) fields.get(0)));
            }
        }
        return living;
    }

    private Map<String, String> nodes() {
        Map<String, String> nodes = new HashMap<>();
        for (String key : redis.keys(Keys.node("*"))) {
            if ("hash".equals(redis.command("TYPE", key))) {
                nodes.put(id(key), String.valueOf(redis.command("HGET", key, "url")));
            }
        }
        return nodes;
    }

    private static boolean isWork(String item) {
        String[] words = item.replaceAll("[\\[\\]\"]", "").split(",", 4);
        return words.length != 3 || !PATIENT.contains(words[2]);
    }

    private static String id(String key) {
        return key.substring(key.lastIndexOf(':') + 1);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a record: " + json, e);
        }
    }
}
