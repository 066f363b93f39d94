package io.mediary.function;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** A command for tests that answers what it understood. */
@ApplicationScoped
@Command(value = "test/echo/say", aliases = "tell", summary = "Says it again")
public class EchoSay implements Function<EchoSay.Input, EchoSay.Output> {

    /** Words with a name of their own and without. */
    @RegisterForReflection
    public enum Tone {
        LOUD,
        SOFT,
        @JsonProperty("sotto-voce")
        WHISPERED
    }

    @RegisterForReflection
    public record Part(@NotBlank @JsonProperty("line_text") String lineText, @Min(1) @Max(9) Integer times) {
    }

    @RegisterForReflection
    public record Input(@NotNull @Size(max = 20) String text,
            @JsonProperty("repeat_count") @Min(0) @Max(100) int repeat,
            boolean shout, Tone tone, @Valid Part part, @Valid @Size(max = 3) List<Part> parts,
            Optional<@Max(5) Integer> pause, Map<String, @Max(5) Integer> stresses, Double pitch, JsonNode extra) {
    }

    @RegisterForReflection
    public record Output(Input heard, String user, @JsonProperty("idempotency_key") Optional<String> idempotencyKey) {
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        return Uni.createFrom().item(new Output(input, caller.user(), caller.idempotencyKey()));
    }
}
