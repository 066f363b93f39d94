package io.mediary.signal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

import io.mediary.config.SignalsConfig;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Whether this instance should get traffic: every {@link Condition} that decides is met. Says for each since when it is as it is, and what is wrong. Thread-safe.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements AsyncHealthCheck {

    private static final Logger LOG = Logger.getLogger(ReadyCheck.class);

    /** @param trouble empty: none */
    private record Standing(Optional<String> trouble, Instant since) {
    }

    private final List<Condition> conditions;
    private final Clock clock;
    private final Map<String, Standing> standings = new LinkedHashMap<>();
    private volatile boolean over;

    @Inject
    ReadyCheck(@All List<Condition> conditions) {
        this(conditions, Clock.systemUTC());
    }

    ReadyCheck(List<Condition> conditions, Clock clock) {
        this.conditions = conditions;
        this.clock = clock;
    }

    /** Looks all the time: a probe that comes late must hear when it began. */
    void start(@Observes StartupEvent event, Vertx vertx, SignalsConfig config, Signals signals) {
        judge();
        vertx.setPeriodic(Math.max(10, config.judged().toMillis()), timer -> {
            if (over) {
                vertx.cancelTimer(timer);
            } else {
                judge();
            }
        });
        conditions.forEach(condition -> signals.gauge("mediary.ready", () -> isMet(condition) ? 1 : 0, "condition",
                condition.name().replace(' ', '_')));
    }

    /** What is asked from now on may be gone already. */
    void stop(@Observes ShutdownEvent event) {
        end();
    }

    /** After a start that failed nobody tells of a shutdown. */
    @PreDestroy
    void end() {
        over = true;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::answer);
    }

    synchronized HealthCheckResponse answer() {
        judge();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("mediary");
        standings.forEach(
                (name, standing) -> answer.withData(name, standing.trouble().map(why -> why + ", ").orElse("ok, ")
                        + "since " + standing.since()));
        return answer.status(conditions.stream().filter(Condition::decides).allMatch(this::isMet)).build();
    }

    private synchronized boolean isMet(Condition condition) {
        return Optional.ofNullable(standings.get(condition.name())).filter(now -> now.trouble().isEmpty()).isPresent();
    }

    /** What changes only its words goes on since it began. */
    synchronized void judge() {
        for (Condition condition : conditions) {
            Optional<String> trouble = condition.trouble();
            Standing former = standings.get(condition.name());
            boolean changed = former == null || former.trouble().isPresent() != trouble.isPresent();
            Instant since = changed ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : former.since();
            standings.put(condition.name(), new Standing(trouble, since));
            if (changed && former != null) {
                LOG.infof("%s: %s", condition.name(), trouble.orElse("ok again"));
            }
        }
    }
}
