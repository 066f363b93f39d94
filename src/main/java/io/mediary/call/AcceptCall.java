package io.mediary.call;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.session.sdp.GivenDescription;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/accepted}: an invited client takes the call. The first one wins. */
@ApplicationScoped
@Command(value = "media/call/accepted", summary = "Accepts a call; the first who does wins")
public class AcceptCall implements Function<AcceptCall.Input, Void> {

    private final CallAnswers answers;

    AcceptCall(CallAnswers answers) {
        this.answers = answers;
    }

    /**
     * @param callId the call
     * @param answer to the offer of the invite
     * @param sessionId the session of the leg that accepts; none: that of the caller's connection or user
     * @param callee what the caller is told, the called name by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(min = 1, max = 128) String callId, @NotNull @Valid GivenDescription answer,
            Optional<@Size(min = 1, max = 128) String> sessionId, Optional<@Size(max = 512) String> callee) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        input.answer().sdp().orElseThrow(() -> Failure.of(ErrorCode.MISSING_SDP));
        return answers.accept(input.callId(), input.sessionId(), input.answer(), input.callee(), caller);
    }
}
