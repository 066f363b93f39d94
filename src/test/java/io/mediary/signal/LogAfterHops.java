package io.mediary.signal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.mediary.store.Kind;
import io.mediary.store.NewRecord;
import io.mediary.store.Records;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** A command for tests that logs a line after it was handed from thread to thread: Redis, a lease that it waits for, a timer, a worker. */
@ApplicationScoped
@Command(value = "test/trail/log", summary = "Logs after hops")
public class LogAfterHops implements Function<LogAfterHops.Input, Void> {

    private static final Logger LOG = Logger.getLogger(LogAfterHops.class);
    private static final String SHARED = "the-room-that-all-want";

    private final Records records;

    LogAfterHops(Records records) {
        this.records = records;
    }

    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull String sessionId) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return records.acquire(Kind.ROOM, SHARED)
                .flatMap(lease -> lease.map(Uni.createFrom()::item)
                        .orElseGet(() -> records.create(new NewRecord(Kind.ROOM, SHARED, "tester", "{}",
                                Optional.empty(), Optional.empty(), List.of()))))
                .onItem().delayIt().by(Duration.ofMillis(30))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .call(records::release)
                .invoke(() -> LOG.infof("hopped %s", input.sessionId()))
                .replaceWithVoid();
    }
}
