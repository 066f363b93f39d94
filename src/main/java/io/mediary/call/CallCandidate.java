package io.mediary.call;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/set_candidate}: a candidate of the client at either end; one without text ends them. */
@ApplicationScoped
@Command(value = "media/call/set_candidate", summary = "Sends an ICE candidate of either end of a call")
public class CallCandidate implements Function<CallCandidate.Input, Void> {

    private final CallSignals signals;

    CallCandidate(CallSignals signals) {
        this.signals = signals;
    }

    /**
     * @param callId the call
     * @param sessionId the session of the end that speaks; none: that of the caller's connection or user
     * @param sdpMid the media section's identification
     * @param sdpMLineIndex the media section's number, from 0
     * @param candidate {@code candidate:…}
     */
    @RegisterForReflection
    public record Input(@JsonProperty("call_id") @NotNull @Size(min = 1, max = 128) String callId,
            @JsonProperty("session_id") Optional<@Size(min = 1, max = 128) String> sessionId,
            @JsonProperty("sdpMid") @NotNull @Size(max = 128) String sdpMid,
            @JsonProperty("sdpMLineIndex") @NotNull @Min(0) @Max(1024) Integer sdpMLineIndex,
            @JsonProperty("candidate") @NotNull @Size(max = 2048) String candidate) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return signals.candidate(new CallRef(input.callId(), input.sessionId()), input.sdpMid(), input.sdpMLineIndex(),
                input.candidate(), caller);
    }
}
