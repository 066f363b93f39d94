package io.mediary.faults;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.awaitility.core.ConditionTimeoutException;

/**
 * Does something to a plant under load and looks at what it did. What is found is in {@link #findings}. For one thread.
 */
final class Trial {

    private static final Duration BACK = Duration.ofSeconds(60);
    private static final Duration COMPLETE = Duration.ofSeconds(25);
    private static final Duration ADOPTED = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Plant plant;
    private final Load load;
    private final List<Caller> callers;
    private final Viewer viewer;
    private final LogReader log;
    private final Ledger ledger;
    private final HttpClient http;
    private final Duration watch;
    private final List<String> findings = new ArrayList<>();

    /**
     * What stands at the beginning.
     *
     * @param watch how long the load goes on when everybody is connected again
     */
    Trial(Plant plant, Load load, List<Caller> callers, Viewer viewer, LogReader log, Ledger ledger, HttpClient http,
            Duration watch) {
        this.plant = plant;
        this.load = load;
        this.callers = callers;
        this.viewer = viewer;
        this.log = log;
        this.ledger = ledger;
        this.http = http;
        this.watch = watch;
    }

    /** Something that is done to the plant; answers after how many ms it was dealt with, where there is something to deal with. */
    interface Fault {
        OptionalLong happens();
    }

    /** What was found in the last run, one line each. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** Runs. */
    Row run(Case what) {
        findings.clear();
        List<Witness> witnesses = plant.running().stream().map(one -> new Witness(http, one.process().http("/")))
                .toList();
        Map<String, String> before = plant.books().sessions();
        Map<String, String> far = plant.books().far();
        int relays = plant.books().relays().size();
        Set<String> former = new HashSet<>(plant.books().remains(plant::lives));
        begin();

        witnesses.forEach(witness -> witness.speaking(false));
        OptionalLong adopted = what.fault().happens();
        await("all are connected again").atMost(BACK).pollInterval(POLL)
                .until(() -> callers.stream().allMatch(Caller::isReady) && viewer.isReady());
        pause(watch);
        what.mends().run();
        double rate = load.rate();
        load.rest();
        long interrupted = viewer.interrupted();

        Map<String, String> nodes = new TreeMap<>(before);
        nodes.putAll(plant.books().sessions());
        Death death = new Death(what.dead(), nodes, far);
        int mediaEvents = missing(witnesses, death);
        int eventsLost = eventsLost();
        Map<String, End> lost = lost(before);
        int ended = explained(lost, death);
        int objects = objects();
        int keys = keys(witnesses, former);
        ledger.doubled().forEach(findings::add);
        note(!load.failures().isEmpty(), "commands: " + load.failures());
        Row row = new Row(what.name(), before.size(), relays, rate, lost.size(), ended, eventsLost,
                ledger.doubled().size(), mediaEvents, interrupted, adopted, objects, keys, load.failures(),
                load.slowest());
        witnesses.forEach(witness -> leave(witness, death.took(witness.session())));
        return row;
    }

    /** Takes instances away, and answers after how many ms what they left was adopted; -1: not in half a minute. */
    OptionalLong adopted(Runnable taken) {
        Set<String> before = new HashSet<>(orphans());
        Supplier<List<String>> fresh = () -> orphans().stream().filter(orphan -> !before.contains(orphan)).toList();
        long begun = System.nanoTime();
        CompletableFuture<Void> taking = CompletableFuture.runAsync(taken);
        await().atMost(BACK).until(() -> taking.isDone() || !fresh.get().isEmpty());
        boolean done = becomes(ADOPTED, () -> fresh.get().isEmpty());
        long time = (System.nanoTime() - begun) / 1_000_000;
        taking.join();
        fresh.get().forEach(orphan -> findings.add("not adopted: " + orphan));
        return OptionalLong.of(done ? time : -1);
    }

    /** Takes a media server away, and answers after how many ms its sessions were over; -1: not in half a minute. */
    OptionalLong ended(String dead, Runnable taken) {
        Map<String, String> before = plant.books().sessions();
        before.values().removeIf(node -> !node.equals(dead));
        long begun = System.nanoTime();
        taken.run();
        boolean done = becomes(ADOPTED, () -> {
            before.keySet().retainAll(plant.books().sessions().keySet());
            return before.isEmpty();
        });
        before.keySet().forEach(session -> findings.add("not ended with its media server: " + session));
        return OptionalLong.of(done ? (System.nanoTime() - begun) / 1_000_000 : -1);
    }

    private List<String> orphans() {
        return plant.books().orphans(plant::lives);
    }

    private void begin() {
        log.read();
        viewer.report();
        ledger.begin();
        callers.forEach(caller -> caller.lost().clear());
        load.begin();
        load.go();
        viewer.reset();
        pause(Duration.ofSeconds(1));
    }

    /** What the media servers told meanwhile, and tell from now on. */
    private int missing(List<Witness> witnesses, Death death) {
        int missing = 0;
        URI instance = plant.running().get(0).process().http("/");
        for (Witness witness : witnesses) {
            if (!death.took(witness.session())) {
                boolean meanwhile = witness.isTold(instance, COMPLETE);
                witness.speaking(true);
                boolean now = witness.isTold(instance, COMPLETE);
                note(!meanwhile, "media events of " + witness.session() + ": what came meanwhile was not told");
                note(!now, "media events of " + witness.session() + " come no more");
                missing += meanwhile && now ? 0 : 1;
            }
        }
        return missing;
    }

    private int eventsLost() {
        becomes(COMPLETE, () -> {
            log.read();
            viewer.report();
            return ledger.lost().isEmpty();
        });
        findings.addAll(ledger.lost());
        findings.addAll(ledger.late());
        note(ledger.amounts().get("resyncs") > 0, "resyncs: " + ledger.amounts());
        return ledger.lost().size();
    }

    /** Ended without being asked to, or not there any more though nobody was told. */
    private Map<String, End> lost(Map<String, String> before) {
        Map<String, End> lost = new TreeMap<>();
        callers.forEach(caller -> lost.putAll(caller.lost()));
        viewer.lost().forEach((session, end) -> {
            if (before.containsKey(session)) {
                lost.put(session, end);
            }
        });
        Set<String> there = plant.books().sessions().keySet();
        callers.forEach(caller -> caller.promised().stream().filter(session -> !there.contains(session))
                .forEach(session -> lost.put(session, new End("", 0, caller.user() + " was told only "
                        + ledger.told(caller.user(), session)))));
        callers.forEach(caller -> note(caller.renewed() > 0, caller.user() + " lost its connection"));
        return lost;
    }

    /** Takes those out that ended with their media server, and answers how many. */
    private int explained(Map<String, End> lost, Death death) {
        Map<String, Integer> ends = new TreeMap<>();
        int all = lost.size();
        lost.forEach((session, end) -> {
            if (death.explains(session, end)) {
                ends.merge(end.toString(), 1, Integer::sum);
            } else {
                findings.add("session " + session + " is lost: " + end);
            }
        });
        lost.entrySet().removeIf(one -> death.explains(one.getKey(), one.getValue()));
        note(!ends.isEmpty(), "ended with their media server: " + ends);
        return all - lost.size();
    }

    private int objects() {
        Supplier<Integer> surplus = () -> plant.mediaServers().stream()
                .mapToInt(server -> Math.abs(server.objects() - 1 - plant.books().objects(server.url().toString())))
                .sum();
        becomes(COMPLETE, () -> surplus.get() == 0);
        int left = surplus.get();
        note(left > 0, left + " media objects too many or too few");
        return left;
    }

    /** What was there before is the former fault's. */
    private int keys(List<Witness> witnesses, Set<String> former) {
        Supplier<List<String>> left = () -> {
            Set<String> known = new HashSet<>(viewer.sessions());
            callers.forEach(caller -> known.addAll(caller.living().keySet()));
            witnesses.forEach(witness -> known.add(witness.session()));
            List<String> found = new ArrayList<>(plant.books().remains(plant::lives));
            plant.books().sessions().keySet().stream().filter(session -> !known.contains(session))
                    .forEach(session -> found.add("session " + session + " that nobody knows"));
            found.removeAll(former);
            return found;
        };
        becomes(COMPLETE, () -> left.get().isEmpty());
        List<String> found = left.get();
        found.forEach(key -> findings.add("left over: " + key));
        return found.size();
    }

    private void leave(Witness witness, boolean dead) {
        if (dead) {
            witness.close();
        } else {
            witness.leave(plant.running().get(0).process().http("/"));
        }
    }

    private void note(boolean found, String what) {
        if (found) {
            findings.add(what);
        }
    }

    private static boolean becomes(Duration patience, Supplier<Boolean> state) {
        try {
            await().atMost(patience).pollInterval(POLL).pollDelay(Duration.ZERO).until(state::get);
            return true;
        } catch (ConditionTimeoutException never) {
            return false;
        }
    }

    /** The load is what is waited for here: nothing tells when it has gone on for long enough but the clock. */
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(10)).until(() -> System.nanoTime() >= end);
    }
}
