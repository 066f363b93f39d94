package io.mediary.function;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;

/** The innermost step: finds the function, gives it its validated input, makes its output an answer. */
final class Runner implements Pipeline {

    private final Catalogue catalogue;
    private final InputDecoder decoder;
    private final ObjectMapper mapper;

    Runner(Catalogue catalogue, InputDecoder decoder, ObjectMapper mapper) {
        this.catalogue = catalogue;
        this.decoder = decoder;
        this.mapper = mapper;
    }

    @Override
    public Uni<Answer> run(Request request) {
        return call(catalogue.find(request.name()).orElseThrow(() -> catalogue.refusal(request.name())), request);
    }

    private <I, O> Uni<Answer> call(CatalogueEntry<I, O> entry, Request request) {
        I input = decoder.decode(request.data(), entry.input());
        return entry.function().call(input, request.caller()).map(this::ok);
    }

    private Answer ok(Object output) {
        return new Answer.Ok(Optional.ofNullable(output)
                .map(some -> some instanceof JsonNode tree ? tree : mapper.<JsonNode>valueToTree(some))
                .filter(data -> !data.isNull() && !data.isMissingNode()));
    }
}
