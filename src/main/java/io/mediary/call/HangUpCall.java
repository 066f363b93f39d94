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
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/hangup}: either end ends the call; one that only rings rejects it. */
@ApplicationScoped
@Command(value = "media/call/hangup", summary = "Ends a call")
public class HangUpCall implements Function<HangUpCall.Input, Void> {

    private final Calls calls;
    private final CallChanges changes;

    HangUpCall(Calls calls, CallChanges changes) {
        this.calls = calls;
        this.changes = changes;
    }

    /**
     * @param callId the call
     * @param sessionId the session of the end that hangs up; none: that of the caller's connection or user
     * @param reason the text of the {@code hangup} event
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(min = 1, max = 128) String callId,
            Optional<@Size(min = 1, max = 128) String> sessionId, Optional<@Size(max = 256) String> reason) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return calls.changed(input.callId(), call -> {
            End end = End.of(call, caller, input.sessionId());
            if (end.isCaller() || call.hasWon(end.leg().getAsInt())) {
                return Calls.Step.write(changes.over(call, Leg.End.of(ErrorCode.API_HANGUP, input.reason())), true);
            }
            int number = end.leg().getAsInt();
            return call.legs().get(number).isOpen()
                    ? Calls.Step.write(changes.legOver(call, number,
                            Leg.End.of(ErrorCode.CALL_REJECTED, input.reason())), true)
                    : Calls.Step.nothing(true);
        }).replaceWithVoid();
    }
}
