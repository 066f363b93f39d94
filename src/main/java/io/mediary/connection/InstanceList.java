package io.mediary.connection;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code core/instance/get_list}: the instances that live. */
@ApplicationScoped
@Command(value = "core/instance/get_list", summary = "Lists the instances that live.", administrators = true)
public class InstanceList implements Function<InstanceList.Input, List<InstanceInfo>> {

    private final InstanceCards cards;

    InstanceList(InstanceCards cards) {
        this.cards = cards;
    }

    /** No fields. */
    @RegisterForReflection
    public record Input() {
    }

    @Override
    public Uni<List<InstanceInfo>> call(Input input, Caller caller) {
        return cards.all();
    }
}
