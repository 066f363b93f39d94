package io.mediary.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.instance.Identity;
import io.mediary.store.Keys;
import io.mediary.store.Partition;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/** The logs of the partitions, and who watches them, in Redis. */
@ApplicationScoped
public class PartitionLog {

    /** How many entries one read takes. */
    static final int BATCH = 500;

    private static final Logger LOG = Logger.getLogger(PartitionLog.class);
    /** Of an entry, as the script gives it. */
    private static final int FIELDS = 4;
    /** Of what a bell brings. */
    private static final int GROWTH = 5;

    private final Scripts scripts;
    private final String instance;
    private final ObjectMapper json;

    PartitionLog(Scripts scripts, Identity identity, ObjectMapper json) {
        this.scripts = scripts;
        this.instance = identity.id();
        this.json = json;
    }

    /**
     * How a log stands.
     *
     * @param end its last entry
     * @param trimmed the last entry that has left it
     * @param known it remembered that this instance watches; false: it is new, or has lost everything
     */
    record State(LogPosition end, LogPosition trimmed, boolean known) {
    }

    /**
     * A piece of a log.
     *
     * @param trimmed the last entry that has left the log
     * @param known it remembers that this instance watches
     * @param cut it ends before the position after which was read: Redis has lost entries, as after a fail-over
     * @param events in order
     * @param last the last entry that was read; empty: there was none
     * @param full there may be more
     */
    record Batch(LogPosition trimmed, boolean known, boolean cut, List<LoggedEvent> events, Optional<LogPosition> last,
            boolean full) {

        /** An entry right behind what was read: so nothing has left the log in between. */
        static Batch of(LoggedEvent entry) {
            return new Batch(LogPosition.START, true, false, List.of(entry), Optional.of(entry.position()), false);
        }
    }

    /**
     * What a bell brings.
     *
     * @param before the entry before it in the log
     */
    record Growth(LogPosition before, LoggedEvent entry) {
    }

    /** Reads what comes after a position, at most {@link #BATCH} entries. */
    Uni<Batch> after(int partition, LogPosition position) {
        return scripts
                .run("tail", Keys.log(new Partition(partition)), instance, position.stream(), Integer.toString(BATCH))
                .map(answer -> batch(answer, position));
    }

    /** Reads what came with a bell, {@code ["before","position","object","user",{event}]}; empty: it cannot be read. */
    Optional<Growth> growth(String text) {
        try {
            JsonNode came = json.readTree(text);
            if (came.isArray() && came.size() == GROWTH) {
                LoggedEvent entry = new LoggedEvent(LogPosition.parse(came.get(1).asText()), came.get(2).asText(),
                        came.get(3).asText(), came.get(4));
                return Optional.of(new Growth(LogPosition.parse(came.get(0).asText()), entry));
            }
            LOG.warnf("a bell brings what is no event");
        } catch (JsonProcessingException | IllegalArgumentException | IndexOutOfBoundsException foreign) {
            LOG.warnf("a bell brings what is no event: %s", foreign.getMessage());
        }
        return Optional.empty();
    }

    /** Completes when Redis answers (again). */
    Uni<Void> back() {
        return scripts.back();
    }

    /** Appends an event that belongs to no record. */
    Uni<Void> append(Event event) {
        var entry = event.entry();
        return scripts
                .run("publish", Keys.log(Partition.of(entry.object())), entry.object(), entry.user(), entry.json())
                .invoke(() -> scripts.published(1)).replaceWithVoid();
    }

    /** Enters this instance among the watchers of objects ({@code *}: all), by partition; one round trip for all. */
    Uni<Map<Integer, State>> watch(Map<Integer, ? extends Iterable<String>> objects) {
        List<Entry<Integer, List<String>>> order = ordered(objects);
        return scripts.together(calls("watch", order)).map(answers -> {
            Map<Integer, State> states = new TreeMap<>();
            for (int i = 0; i < answers.size(); i++) {
                Response answer = answers.get(i);
                states.put(order.get(i).getKey(), new State(LogPosition.parse(answer.get(0).toString()),
                        LogPosition.parse(answer.get(1).toString()), answer.get(2).toInteger() == 1));
            }
            return states;
        });
    }

    /** Takes this instance out of the watchers of objects. */
    Uni<Void> unwatch(Map<Integer, ? extends Iterable<String>> objects) {
        return scripts.together(calls("unwatch", ordered(objects))).replaceWithVoid();
    }

    /** Takes a dead instance out of the watchers of everything. */
    Uni<Void> forget(String dead) {
        List<Scripts.Call> calls = new ArrayList<>();
        for (int number = 0; number < Partition.COUNT; number++) {
            calls.add(new Scripts.Call("unwatch", List.of(Keys.log(new Partition(number))), List.of(dead)));
        }
        return scripts.together(calls).replaceWithVoid();
    }

    /** The instances that watch any object that is there, or all. */
    Uni<Set<String>> watchers() {
        List<Scripts.Call> calls = new ArrayList<>();
        for (int number = 0; number < Partition.COUNT; number++) {
            calls.add(new Scripts.Call("watchers", List.of(Keys.objects(new Partition(number))), List.of()));
        }
        return scripts.together(calls).map(answers -> answers.stream()
                .flatMap(answer -> StreamSupport.stream(answer.spliterator(), false)).map(Response::toString)
                .collect(Collectors.toSet()));
    }

    /** The instances that have shown themselves within an hour and have not said goodbye. */
    Uni<Set<String>> shown() {
        return scripts.command(Command.ZRANGE, Keys.INSTANCES, "0", "-1").map(answer -> StreamSupport
                .stream(answer.spliterator(), false).map(Response::toString).collect(Collectors.toSet()));
    }

    private static List<Entry<Integer, List<String>>> ordered(Map<Integer, ? extends Iterable<String>> objects) {
        List<Entry<Integer, List<String>>> order = new ArrayList<>();
        objects.forEach((partition, some) -> {
            List<String> list = new ArrayList<>();
            some.forEach(list::add);
            order.add(Map.entry(partition, list));
        });
        return order;
    }

    private List<Scripts.Call> calls(String script, List<Entry<Integer, List<String>>> order) {
        return order.stream().map(entry -> {
            List<String> args = new ArrayList<>();
            args.add(instance);
            args.addAll(entry.getValue());
            return new Scripts.Call(script, List.of(Keys.log(new Partition(entry.getKey()))), args);
        }).toList();
    }

    private Batch batch(Response answer, LogPosition after) {
        Response flat = answer.get(2);
        List<LoggedEvent> events = new ArrayList<>();
        Optional<LogPosition> last = Optional.empty();
        for (int i = 0; i < flat.size(); i += FIELDS) {
            LogPosition position = LogPosition.parse(flat.get(i).toString());
            last = Optional.of(position);
            try {
                events.add(new LoggedEvent(position, flat.get(i + 1).toString(), flat.get(i + 2).toString(),
                        json.readTree(flat.get(i + 3).toString())));
            } catch (JsonProcessingException foreign) {
                LOG.errorf("%s of %s is not an event", position.stream(), flat.get(i + 1));
            }
        }
        String end = answer.get(3).toString();
        boolean cut = !end.isEmpty() && LogPosition.parse(end).compareTo(after) < 0;
        return new Batch(LogPosition.parse(answer.get(0).toString()), answer.get(1).toInteger() == 1, cut, events, last,
                flat.size() == FIELDS * BATCH);
    }
}
