package io.mediary.signal;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;

import org.jboss.logging.Logger;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;

/**
 * Where the time of a start went: one line when every {@link Condition} is met, with the milliseconds from the beginning of the process to
 * each milestone. Only at the level DEBUG; otherwise nothing of it happens. Thread-safe.
 */
@ApplicationScoped
class StartTimes {

    private static final Logger LOG = Logger.getLogger(StartTimes.class);
    private static final int BEFORE_THE_OTHERS = 1;
    private static final int AFTER_THE_OTHERS = 1_000_000;
    private static final long LOOK_MS = 1;
    private static final long GIVEN_UP_MS = TimeUnit.MINUTES.toMillis(1);

    private final List<Condition> conditions;
    private final Map<String, Long> reached = new LinkedHashMap<>();

    StartTimes(@All List<Condition> conditions) {
        this.conditions = conditions;
    }

    /** What runs before the application: the JVM, Quarkus, the making of the beans. */
    void made(@Observes @Priority(BEFORE_THE_OTHERS) StartupEvent event) {
        if (LOG.isDebugEnabled()) {
            reach("beans");
        }
    }

    /** All that begins by itself has begun. */
    void begun(@Observes @Priority(AFTER_THE_OTHERS) StartupEvent event, Vertx vertx) {
        if (LOG.isDebugEnabled()) {
            reach("begun");
            vertx.setPeriodic(LOOK_MS, timer -> {
                if (look() || sinceBeginning() > GIVEN_UP_MS) {
                    vertx.cancelTimer(timer);
                }
            });
        }
    }

    /** Clients can connect. */
    void listening(@ObservesAsync HttpServerStart event) {
        if (LOG.isDebugEnabled()) {
            reach("listening");
        }
    }

    /** @return whether all is reached, and told */
    private synchronized boolean look() {
        conditions.stream().filter(condition -> condition.trouble().isEmpty()).map(Condition::name)
                .forEach(this::reach);
        boolean all = reached.containsKey("listening") && reached.size() == conditions.size() + 3;
        if (all) {
            LOG.debugf("Start: %s", reached.entrySet().stream()
                    .map(one -> one.getKey() + " " + one.getValue() + " ms").collect(Collectors.joining(", ")));
        }
        return all;
    }

    private synchronized void reach(String milestone) {
        reached.putIfAbsent(milestone, sinceBeginning());
    }

    private static long sinceBeginning() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
