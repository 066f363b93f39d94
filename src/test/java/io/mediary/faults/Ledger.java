package io.mediary.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What was committed to the logs, and what each client was told of it. Lost is what was committed for a client and never
 * came, or came after a later event of its object (clients take that for a repeat); doubled is what happens once and came
 * under two ids. Thread-safe.
 */
final class Ledger {

    /** What happens once in a session's life. */
    private static final Set<String> ONCE = Set.of("created", "offer", "answer", "candidate_end", "destroyed");

    /**
     * An event in a log.
     *
     * @param id event_id
     * @param object whose it is
     * @param type of the event
     * @param client whom it must reach
     */
    private record Committed(String id, String object, String type, String client) {
    }

    /** What one client was told. */
    private static final class Told {

        private final Set<String> ids = new HashSet<>();
        private final Map<String, String> last = new HashMap<>();
        private final Map<String, Integer> happenings = new HashMap<>();
        private final Map<String, List<String>> types = new HashMap<>();
    }

    private final Map<String, Told> clients = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Set<String>> subscribers = new HashMap<>();
    private final List<Committed> committed = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final List<String> doubled = new ArrayList<>();
    private long delivered;
    private long repeated;
    private int resyncs;

    /** A client asks for all events of an object from now on: of those that are written after this call. */
    synchronized void subscribed(String client, String object) {
        subscribers.computeIfAbsent(object, first -> new HashSet<>()).add(client);
    }

    /**
     * An event reached a client.
     *
     * @return whether the client acts on it: false for a repeat
     */
    synchronized boolean delivered(String client, JsonNode event) {
        Told told = clients.computeIfAbsent(client, first -> new Told());
        String id = event.path("event_id").asText();
        String object = event.path("obj_id").asText();
        String type = event.path("type").asText();
        if (type.equals("resync")) {
            resyncs++;
            return false;
        }
        delivered++;
        if (told.ids.contains(id)) {
            repeated++;
            return false;
        }
        if (id.compareTo(told.last.getOrDefault(object, "")) < 0) {
            late.add(client + " got " + type + " " + id + " of " + object + " after " + told.last.get(object));
            return false;
        }
        told.ids.add(id);
        told.last.put(object, id);
        told.types.computeIfAbsent(object, first -> new ArrayList<>()).add(type);
        String happening = ONCE.contains(type)
                ? object + " " + type
                : type.equals("said") ? "said " + event.at("/body/n").asText() : "";
        if (!happening.isEmpty() && told.happenings.merge(happening, 1, Integer::sum) > 1) {
            doubled.add(client + " was told twice: " + happening);
        }
        return true;
    }

    /**
     * An event stands in a log. Events of a session are for the client whose connection made it, from its
     * {@code created} on; those of other objects for their subscribers.
     *
     * @param clientOf the clients by their connections' ids
     */
    synchronized void committed(String id, JsonNode event, Map<String, String> clientOf) {
        String object = event.path("obj_id").asText();
        String type = event.path("type").asText();
        String connection = event.at("/body/user_session").asText();
        if (type.equals("created") && clientOf.containsKey(connection)) {
            owners.put(object, clientOf.get(connection));
        }
        Set<String> all = new HashSet<>(subscribers.getOrDefault(object, Set.of()));
        if (owners.containsKey(object) && event.path("subclass").asText().equals("session")) {
            all.add(owners.get(object));
        }
        all.forEach(client -> committed.add(new Committed(id, object, type, client)));
    }

    /** What a client was told of an object, in that order: the events' types. */
    synchronized List<String> told(String client, String object) {
        return List.copyOf(clients.getOrDefault(client, new Told()).types.getOrDefault(object, List.of()));
    }

    /** What did not come (yet), one line each. */
    synchronized List<String> lost() {
        committed.removeIf(one -> clients.containsKey(one.client) && clients.get(one.client).ids.contains(one.id));
        return committed.stream()
                .map(one -> one.client + " never got " + one.type + " " + one.id + " of " + one.object).toList();
    }

    /** What came under two ids, one line each. */
    synchronized List<String> doubled() {
        return List.copyOf(doubled);
    }

    /** What came so late that a client takes it for a repeat; it counts among the lost, too. */
    synchronized List<String> late() {
        return List.copyOf(late);
    }

    /** Begins a new account: what was lost or doubled until now does not count any more. */
    synchronized void begin() {
        committed.clear();
        doubled.clear();
        late.clear();
        delivered = 0;
        repeated = 0;
        resyncs = 0;
    }

    /** How much was delivered, for the report. */
    synchronized Map<String, Long> amounts() {
        return new TreeMap<>(Map.of("delivered", delivered, "repeats", repeated, "resyncs", (long) resyncs));
    }
}
