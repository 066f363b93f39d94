package io.mediary.instance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.SignalsConfig;
import io.mediary.signal.Signals;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.Partition;
import io.mediary.store.Scripts;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Response;

/**
 * Counts what lives in the partitions that are this instance's share, a few at a time: {@code mediary.sessions} by type and node,
 * {@code mediary.rooms}, {@code mediary.calls}, {@code mediary.recordings}, {@code mediary.relays}. The sum over the instances is the whole; while one comes or goes, some partitions count twice
 * or not at all until the next census.
 */
@ApplicationScoped
class Census {

    private static final Logger LOG = Logger.getLogger(Census.class);
    private static final int AT_ONCE = 8;
    /** Sessions have tags besides, whose values are those of the sessions that there are. */
    private static final List<Kind> SHOWN_AT_NONE = List.of(Kind.ROOM, Kind.CALL, Kind.RECORDING, Kind.RELAY);

    private final Scripts scripts;
    private final Heartbeat heartbeat;
    private final Signals signals;
    private final Vertx vertx;
    private final long every;
    private final Map<String, Signals.Gauge> gauges = new HashMap<>();
    private volatile Map<String, Long> counts = Map.of();
    private volatile boolean stopped;

    Census(Scripts scripts, Heartbeat heartbeat, Signals signals, Vertx vertx, SignalsConfig config) {
        this.scripts = scripts;
        this.heartbeat = heartbeat;
        this.signals = signals;
        this.vertx = vertx;
        this.every = Math.max(100, config.census().toMillis());
    }

    void start(@Observes StartupEvent event) {
        again();
    }

    void stop(@Observes InstanceStopping event) {
        stopped = true;
    }

    private void again() {
        if (!stopped) {
            vertx.setTimer(every, timer -> take());
        }
    }

    private void take() {
        Map<String, Long> found = new ConcurrentHashMap<>();
        SHOWN_AT_NONE.forEach(kind -> found.put(kind.key(), 0L));
        Uni.createFrom().deferred(() -> from(mine(), 0, found)).invoke(() -> show(found))
                .onTermination().invoke(this::again)
                .subscribe().with(done -> {
                }, failure -> LOG.debugf("nothing is counted: %s", failure.toString()));
    }

    private List<Partition> mine() {
        List<String> live = heartbeat.live();
        return IntStream.range(0, Partition.COUNT)
                .filter(number -> Rendezvous.named(String.valueOf(number), live).equals(heartbeat.self()))
                .mapToObj(Partition::new).toList();
    }

    private Uni<Void> from(List<Partition> partitions, int first, Map<String, Long> found) {
        if (first >= partitions.size()) {
            return Uni.createFrom().voidItem();
        }
        int next = Math.min(first + AT_ONCE, partitions.size());
        List<Scripts.Call> calls = partitions.subList(first, next).stream()
                .map(partition -> new Scripts.Call("census", List.of(Keys.objects(partition)), List.of())).toList();
        return scripts.together(calls).invoke(answers -> answers.forEach(answer -> add(answer, found)))
                .chain(() -> from(partitions, next, found));
    }

    private static void add(Response answer, Map<String, Long> found) {
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            found.merge(answer.get(i).toString(), answer.get(i + 1).toLong(), Long::sum);
        }
    }

    private synchronized void show(Map<String, Long> found) {
        counts = Map.copyOf(found);
        List<String> gone = new ArrayList<>(gauges.keySet());
        gone.removeAll(found.keySet());
        gone.forEach(label -> gauges.remove(label).close());
        found.keySet().forEach(label -> gauges.computeIfAbsent(label, this::gauge));
    }

    private Signals.Gauge gauge(String label) {
        String[] parts = label.split("\\|", -1);
        return parts.length == 3
                ? signals.gauge("mediary.sessions", () -> count(label), "type", parts[1], "node", parts[2])
                : signals.gauge("mediary." + plural(label), () -> count(label));
    }

    private long count(String label) {
        return counts.getOrDefault(label, 0L);
    }

    private static String plural(String key) {
        for (Kind kind : Kind.values()) {
            if (kind.key().equals(key)) {
                return kind.name().toLowerCase(Locale.ROOT) + "s";
            }
        }
        return "others";
    }
}
