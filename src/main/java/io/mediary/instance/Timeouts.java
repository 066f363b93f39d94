package io.mediary.instance;

import java.util.concurrent.ScheduledExecutorService;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.mediary.signal.Signals;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.util.NoopShutdownScheduledExecutorService;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Has all that Mutiny does later, every {@code ifNoItem().after()} first of all, wait on a wheel ({@link WheelExecutor}) as long as the application runs; not in development mode. */
@ApplicationScoped
public class Timeouts {

    private static final int BEFORE_THE_OTHERS = 1;

    private ScheduledExecutorService pool;
    private WheelExecutor wheel;

    void start(@Observes @Priority(BEFORE_THE_OTHERS) StartupEvent event, Signals signals) {
        pool = Infrastructure.getDefaultWorkerPool();
        // Mutiny shuts down what it has before it takes another one. In development Quarkus has not guarded its pool against that.
        if (pool instanceof NoopShutdownScheduledExecutorService) {
            wheel = new WheelExecutor(pool);
            Infrastructure.setDefaultExecutor(wheel);
            signals.gauge("mediary.timeouts.waiting", wheel::waiting);
        }
    }

    /** Also where the start failed. */
    @PreDestroy
    void stop() {
        if (wheel != null) {
            wheel.stop();
            Infrastructure.setDefaultExecutor(pool);
        }
    }
}
