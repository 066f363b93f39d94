package io.mediary.connection;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** A command that takes as long as it is told. */
@ApplicationScoped
@IfBuildProperty(name = "test.doors-only", stringValue = "true")
@Command(value = "test/-/slow", summary = "Takes its time.")
public class SlowFunction implements Function<SlowFunction.Input, SlowFunction.Input> {

    @RegisterForReflection
    public record Input(long millis) {
    }

    @Override
    public Uni<Input> call(Input input, Caller caller) {
        return Uni.createFrom().item(input).onItem().delayIt().by(Duration.ofMillis(input.millis()));
    }
}
