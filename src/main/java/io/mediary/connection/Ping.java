package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** A sign of life, with the server's clock. */
@ApplicationScoped
@Command(value = "core/-/ping", summary = "Answers at once, with the server's time.", open = true)
public class Ping implements Function<Ping.Input, Ping.Output> {

    /**
     * @param time the caller's clock; not looked at
     */
    @RegisterForReflection
    public record Input(JsonNode time) {
    }

    /**
     * @param time milliseconds since 1970 by the server's clock
     */
    @RegisterForReflection
    public record Output(long time) {
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        return Uni.createFrom().item(() -> new Output(System.currentTimeMillis()));
    }
}
