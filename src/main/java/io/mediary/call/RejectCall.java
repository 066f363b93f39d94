package io.mediary.call;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/rejected}: an invited client does not want the call; the others ring on. */
@ApplicationScoped
@Command(value = "media/call/rejected", summary = "Rejects a call")
public class RejectCall implements Function<RejectCall.Input, Void> {

    private final CallAnswers answers;

    RejectCall(CallAnswers answers) {
        this.answers = answers;
    }

    /**
     * @param callId the call
     * @param sessionId the session of the leg that rejects; none: that of the caller's connection or user
     * @param reason the text that the caller is told, if nobody else is left
     * @param code its number in the catalogue of errors; call_rejected by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(min = 1, max = 128) String callId,
            Optional<@Size(min = 1, max = 128) String> sessionId, Optional<@Size(max = 256) String> reason,
            Optional<Integer> code) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        ErrorCode code = input.code().map(RejectCall::known).orElse(ErrorCode.CALL_REJECTED);
        return answers.reject(input.callId(), input.sessionId(), Leg.End.of(code, input.reason()), caller);
    }

    private static ErrorCode known(int code) {
        return ErrorCode.of(code).orElseThrow(() -> Failure.of(ErrorCode.SYNTAX_ERROR, "code"));
    }
}
