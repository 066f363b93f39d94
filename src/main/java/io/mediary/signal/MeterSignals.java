package io.mediary.signal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

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

    private final MeterRegistry meters;
    private final ConcurrentHashMap<String, Set<Tags>> known = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Series, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    MeterSignals(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void count(String name, long times, String... tags) {
        Tags labels = Tags.of(tags);
        if (fits(name, labels)) {
            Counter.builder(name).tags(labels).register(meters).increment(times);
        }
    }

    @Override
    public void time(String name, Duration took, String... tags) {
        Tags labels = Tags.of(tags);
        if (fits(name, labels)) {
            Timer.builder(name).tags(labels).serviceLevelObjectives(BUCKETS).register(meters).record(took);
        }
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
        gauges.put(series, value);
        Meter meter = io.micrometer.core.instrument.Gauge
                .builder(series.name(), () -> gauges.getOrDefault(series, () -> Double.NaN).getAsDouble())
                .tags(series.tags()).register(meters);
        return () -> hide(series, value, meter);
    }

    private synchronized void hide(Series series, DoubleSupplier value, Meter meter) {
        if (gauges.remove(series, value)) {
            meters.remove(meter);
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
