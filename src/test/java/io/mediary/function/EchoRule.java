package io.mediary.function;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;

/** A command for tests that administrators alone may call, and whose input is any object. */
@ApplicationScoped
@Command(value = "test/echo/rule", summary = "Lists the names of the fields", administrators = true)
public class EchoRule implements Function<ObjectNode, List<String>> {

    @Override
    public Uni<List<String>> call(ObjectNode input, Caller caller) {
        return Uni.createFrom().item(input.properties().stream().map(field -> field.getKey()).toList());
    }
}
