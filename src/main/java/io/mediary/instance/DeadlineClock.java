package io.mediary.instance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.DueItems;
import io.mediary.store.DueItems.Claimed;
import io.mediary.store.Partition;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Acts on what is due. Each partition is looked through by the instance that rendezvous hashing over the live ones names, and by
 * any other when something there is a second overdue.
 */
@ApplicationScoped
public class DeadlineClock {

    private static final Logger LOG = Logger.getLogger(DeadlineClock.class);
    private static final Duration OTHERS = Duration.ofSeconds(1);
    private static final int MOST_UNDER_WAY = 512;
    private static final int MOST_FAILURES = 10_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final String RESUME = "resume";

    private final DueItems due;
    private final Heartbeat heartbeat;
    private final Identity identity;
    private final StoreConfig config;
    private final Vertx vertx;
    private final Map<String, DueHandler> handlers;
    private final Map<String, Claimed> underWay = new ConcurrentHashMap<>();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private volatile boolean stopped;
    private volatile int tick;

    DeadlineClock(DueItems due, Heartbeat heartbeat, Identity identity, StoreConfig config, Vertx vertx,
            @All List<DueHandler> handlers) {
        this.due = due;
        this.heartbeat = heartbeat;
        this.identity = identity;
        this.config = config;
        this.vertx = vertx;
        this.handlers = handlers.stream().collect(Collectors.toUnmodifiableMap(DueHandler::kind, Function.identity()));
    }

    void start(@Observes StartupEvent event) {
        again();
    }

    void stop(@Observes InstanceStopping event) {
        stopped = true;
    }

    private void again() {
        long poll = config.poll().toMillis();
        if (!stopped) {
            vertx.setTimer(Math.max(1, poll * ThreadLocalRandom.current().nextInt(80, 121) / 100), timer -> look());
        }
    }

    private void look() {
        if (stopped) {
            return;
        }
        tick++;
        boolean everywhere = tick % Math.max(1, OTHERS.toMillis() / Math.max(1, config.poll().toMillis())) == 0;
        List<String> live = heartbeat.live();
        List<Partition> mine = new ArrayList<>();
        List<Partition> others = new ArrayList<>();
        for (int number = 0; number < Partition.COUNT; number++) {
            boolean named = named(number, live).equals(identity.id());
            (named ? mine : others).add(new Partition(number));
        }
        if (underWay.size() > MOST_UNDER_WAY) {
            again();
            return;
        }
        Uni<List<Claimed>> claimed = everywhere
                ? Uni.join().all(due.claim(mine, Duration.ZERO), due.claim(others, OTHERS)).andFailFast()
                        .map(parts -> Stream.concat(parts.get(0).stream(), parts.get(1).stream()).toList())
                : due.claim(mine, Duration.ZERO);
        claimed.subscribe().with(claims -> {
            claims.forEach(this::act);
            again();
        }, failure -> {
            LOG.debugf("deadlines cannot be read: %s", failure.getMessage());
            again();
        });
    }

    private void act(Claimed claim) {
        Due what;
        try {
            what = claim.due();
        } catch (IllegalArgumentException foreign) {
            LOG.errorf("partition %d: %s is not known here", claim.partition().number(), claim.item());
            later(claim, LONGEST_PAUSE);
            return;
        }
        Duration early = config.resumeWindow().minus(heartbeat.answering());
        if (what.name().equals(RESUME) && !early.isNegative() && !early.isZero()) {
            later(claim, early);
            return;
        }
        // One that runs longer than its claim comes again: it is not run twice at a time, but judged by its newest claim.
        if (underWay.put(key(claim), claim) == null) {
            run(claim, what);
        }
    }

    private void run(Claimed claim, Due what) {
        handled(what).ifNoItem().after(config.leaseLongest()).fail().subscribe().with(done -> {
            failures.remove(key(claim));
            due.done(underWay.remove(key(claim))).subscribe().with(removed -> {
            }, failure -> unsettled(claim));
        }, failure -> {
            LOG.infof("%s of %s:%s is tried again: %s", what.name(), what.kind(), what.object(), failure);
            later(underWay.remove(key(claim)), pause(claim));
        });
    }

    private Uni<Void> handled(Due what) {
        DueHandler handler = handlers.get(what.kind());
        return handler == null
                ? Uni.createFrom().failure(new IllegalStateException("nobody handles a " + what.kind() + " here"))
                : Uni.createFrom().deferred(() -> handler.due(what));
    }

    private void later(Claimed claim, Duration in) {
        due.later(claim, in).subscribe().with(done -> {
        }, failure -> unsettled(claim));
    }

    /** Twice as long after each failure, with jitter. */
    private Duration pause(Claimed claim) {
        if (failures.size() > MOST_FAILURES) {
            failures.clear();
        }
        int times = failures.merge(key(claim), 1, Integer::sum);
        long longest = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(times, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    private static String key(Claimed claim) {
        return claim.partition().number() + claim.item();
    }

    private static void unsettled(Claimed claim) {
        LOG.debugf("%s comes again when its claim ends", claim.item());
    }

    /** Rendezvous hashing: the instance with the highest weight for the partition. */
    private static String named(int partition, List<String> live) {
        String named = live.get(0);
        long highest = -1;
        for (String instance : live) {
            CRC32 weight = new CRC32();
            weight.update((partition + ":" + instance).getBytes(StandardCharsets.UTF_8));
            if (weight.getValue() > highest) {
                highest = weight.getValue();
                named = instance;
            }
        }
        return named;
    }
}
