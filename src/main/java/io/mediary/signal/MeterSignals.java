package io.mediary.signal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** {@link Signals} by Micrometer. */
@ApplicationScoped
public class MeterSignals implements Signals {

    private static final Logger LOG = Logger.getLogger(MeterSignals.class);
    private static final Duration[] BUCKETS = {Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
            Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
            Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500),
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30)};

    private record Series(String name, Tags tags) {
    }

    /** @param tags as they were given */
    private record Use(String name, List<String> tags) {
    }

    /** Not a record: two of them are never the same. */
    private static final class Shown {

        private final DoubleSupplier value;
        private final Meter meter;

        Shown(DoubleSupplier value, Meter meter) {
            this.value = value;
            this.meter = meter;
        }

        DoubleSupplier value() {
            return value;
        }

        Meter meter() {
            return meter;
        }
    }

    private final MeterRegistry meters;
    private final ConcurrentHashMap<Use, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Use, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Set<Tags>> known = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Series, Shown> gauges = new ConcurrentHashMap<>();

    MeterSignals(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void count(String name, long times, String... tags) {
        find(counters, name, tags, labels -> Counter.builder(name).tags(labels).register(meters))
                .ifPresent(counter -> counter.increment(times));
    }

    @Override
    public void time(String name, Duration took, String... tags) {
        find(timers, name, tags,
                labels -> Timer.builder(name).tags(labels).serviceLevelObjectives(BUCKETS).register(meters))
                .ifPresent(timer -> timer.record(took));
    }

    /** Those that are known are found without sorting tags: this is on every command's way, several times. */
    private <T> Optional<T> find(ConcurrentHashMap<Use, T> known, String name, String[] tags, Function<Tags, T> make) {
        T there = known.get(new Use(name, Arrays.asList(tags)));
        if (there != null) {
            return Optional.of(there);
        }
        Tags labels = Tags.of(tags);
        return fits(name, labels)
                ? Optional.of(known.computeIfAbsent(new Use(name, List.of(tags)), first -> make.apply(labels)))
                : Optional.empty();
    }

    @Override
    public Gauge gauge(String name, DoubleSupplier value, String... tags) {
        Series series = new Series(name, Tags.of(tags));
        if (!fits(name, series.tags())) {
            return Signals.NONE.gauge(name, value, tags);
        }
        return show(series, value);
    }

    private synchronized Gauge show(Series series, DoubleSupplier value) {
        Shown former = gauges.get(series);
        Shown mine = new Shown(value, former == null ? meter(series) : former.meter());
        gauges.put(series, mine);
        return () -> hide(series, mine);
    }

    private Meter meter(Series series) {
        return io.micrometer.core.instrument.Gauge.builder(series.name(), () -> value(series)).tags(series.tags())
                .register(meters);
    }

    private double value(Series series) {
        Shown now = gauges.get(series);
        return now == null ? Double.NaN : now.value().getAsDouble();
    }

    private synchronized void hide(Series series, Shown mine) {
        if (gauges.remove(series, mine)) {
            meters.remove(mine.meter());
            known.get(series.name()).remove(series.tags());
        }
    }

    /** Whoever gets the tags' values wrong must not take the memory of everybody. */
    private boolean fits(String name, Tags labels) {
        Set<Tags> series = known.computeIfAbsent(name, first -> ConcurrentHashMap.newKeySet());
        if (series.contains(labels)) {
            return true;
        }
        if (series.size() < MOST_SERIES) {
            series.add(labels);
            return true;
        }
        if (series.add(Tags.of("left", "out"))) {
            LOG.warnf("%s has more than %d series: %s and others are left out", name, MOST_SERIES, labels);
        }
        return false;
    }
}
