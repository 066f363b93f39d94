package io.mediary.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.store.DueItems;
import io.mediary.store.DueItems.Claimed;
import io.mediary.store.Partition;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Looks for what is due, and has it acted on. Each partition is looked through by the instance that rendezvous hashing over the live ones names, and by
 * any other when something there is a second overdue.
 */
@ApplicationScoped
public class DeadlineClock {

    private static final Logger LOG = Logger.getLogger(DeadlineClock.class);
    private static final Duration OTHERS = Duration.ofSeconds(1);
    /** Between attempts while Redis is away. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILURES = 10;

    private final DueItems due;
    private final DueWork work;
    private final Heartbeat heartbeat;
    private final Identity identity;
    private final StoreConfig config;
    private final Vertx vertx;
    private volatile boolean stopped;
    private volatile int tick;
    private volatile int failures;

    DeadlineClock(DueItems due, DueWork work, Heartbeat heartbeat, Identity identity, StoreConfig config,
            Vertx vertx) {
        this.due = due;
        this.work = work;
        this.heartbeat = heartbeat;
        this.identity = identity;
        this.config = config;
        this.vertx = vertx;
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
            long pause = Math.min(poll << failures, Math.max(poll, LONGEST_PAUSE.toMillis()));
            vertx.setTimer(Math.max(1, pause * ThreadLocalRandom.current().nextInt(80, 121) / 100), timer -> look());
        }
    }

    private void look() {
        if (stopped) {
            return;
        }
        tick++;
        boolean everywhere = tick % Math.max(1, OTHERS.toMillis() / Math.max(1, config.poll().toMillis())) == 0;
        look(everywhere).subscribe().with(claimed -> {
            failures = 0;
            again();
        }, failure -> {
            LOG.debugf("deadlines cannot be read: %s", failure.getMessage());
            failures = Math.min(failures + 1, MOST_FAILURES);
            again();
        });
    }

    /**
     * Looks now, beside the regular looks, and everywhere: what is due in this instance's partitions, and what is a second overdue
     * in any other's. It is acted on after the answer. Fails with {@code unavailable} while Redis is away.
     *
     * @return how many items were taken up; 0 where this instance stops, or has its hands full
     */
    public Uni<Integer> lookNow() {
        return Uni.createFrom().deferred(() -> stopped ? Uni.createFrom().item(0) : look(true));
    }

    private Uni<Integer> look(boolean everywhere) {
        if (work.isFull()) {
            return Uni.createFrom().item(0);
        }
        List<String> live = heartbeat.live();
        List<Partition> mine = new ArrayList<>();
        List<Partition> others = new ArrayList<>();
        for (int number = 0; number < Partition.COUNT; number++) {
            boolean named = Rendezvous.named(String.valueOf(number), live).equals(identity.id());
            (named ? mine : others).add(new Partition(number));
        }
        Uni<List<Claimed>> claimed = everywhere
                ? Uni.join().all(due.claim(mine, Duration.ZERO), due.claim(others, OTHERS)).andFailFast()
                        .map(parts -> Stream.concat(parts.get(0).stream(), parts.get(1).stream()).toList())
                : due.claim(mine, Duration.ZERO);
        return claimed.invoke(claims -> claims.forEach(work::act)).map(List::size);
    }
}
