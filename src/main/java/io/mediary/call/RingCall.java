package io.mediary.call;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/ringing}: an invited client rings. */
@ApplicationScoped
@Command(value = "media/call/ringing", summary = "Says that an invited client rings")
public class RingCall implements Function<RingCall.Input, Void> {

    private final CallAnswers answers;

    RingCall(CallAnswers answers) {
        this.answers = answers;
    }

    /**
     * @param callId the call
     * @param sessionId the session of the leg that rings; none: that of the caller's connection or user
     * @param callee what the caller is told, the called name by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(min = 1, max = 128) String callId,
            Optional<@Size(min = 1, max = 128) String> sessionId, Optional<@Size(max = 512) String> callee) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return answers.ringing(input.callId(), input.sessionId(), input.callee(), caller);
    }
}
