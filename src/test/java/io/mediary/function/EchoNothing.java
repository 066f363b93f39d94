package io.mediary.function;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** A command for tests without subclass, input and output, which needs no login. */
@ApplicationScoped
@Command(value = "test/-/nothing", summary = "Does nothing", open = true)
public class EchoNothing implements Function<EchoNothing.Input, Void> {

    @RegisterForReflection
    public record Input() {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return Uni.createFrom().voidItem();
    }
}
