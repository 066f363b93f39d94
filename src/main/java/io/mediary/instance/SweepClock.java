package io.mediary.instance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.signal.Signals;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.mediary.store.Sweeper;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;

/** Lets one of the instances sweep, once in each interval; one that dies at it is followed by another in the next. Thread-safe. */
@ApplicationScoped
public class SweepClock {

    private static final Logger LOG = Logger.getLogger(SweepClock.class);
    private static final String FINDINGS = "mediary.sweep.findings";

    private final List<Sweeper> sweepers;
    private final Scripts scripts;
    private final Identity identity;
    private final Duration interval;
    private final Signals signals;
    private final Vertx vertx;
    private volatile boolean stopped;

    SweepClock(@All List<Sweeper> sweepers, Scripts scripts, Identity identity, StoreConfig config, Signals signals,
            Vertx vertx) {
        this.sweepers = sweepers;
        this.scripts = scripts;
        this.identity = identity;
        this.interval = config.sweep();
        this.signals = signals;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        sweepers.forEach(sweeper -> sweeper.kinds().forEach(kind -> signals.count(FINDINGS, 0, "kind", kind)));
        again();
    }

    void stop(@Observes InstanceStopping event) {
        stopped = true;
    }

    /** Twice an interval, jittered: so that the turn of one that died is taken soon, and by whoever comes first. */
    private void again() {
        if (!stopped) {
            long half = Math.max(2, interval.toMillis() / 2);
            vertx.setTimer(half * ThreadLocalRandom.current().nextInt(80, 121) / 100,
                    timer -> round().subscribe().with(done -> again(), failure -> {
                        LOG.infof("A sweep failed, and is tried again: %s", failure.getMessage());
                        again();
                    }));
        }
    }

    /** Sweeps, if it is this instance's turn: a turn lasts nearly an interval, so that no two follow closely. */
    private Uni<Void> round() {
        String turn = Long.toString(Math.max(1, interval.toMillis() * 9 / 10));
        return scripts.command(Command.SET, Keys.SWEEP, identity.id(), "PX", turn, "NX")
                .chain(mine -> mine == null || stopped ? Uni.createFrom().voidItem() : sweep());
    }

    private Uni<Void> sweep() {
        return Multi.createFrom().iterable(sweepers).onItem()
                .transformToUni(sweeper -> sweeper.sweep().ifNoItem().after(interval).fail().invoke(this::count))
                .collectFailures().concatenate().collect().asList().replaceWithVoid();
    }

    private void count(Map<String, Integer> findings) {
        findings.forEach((kind, number) -> {
            if (number > 0) {
                LOG.infof("Swept: %d × %s", number, kind);
            }
            signals.count(FINDINGS, number, "kind", kind);
        });
    }
}
