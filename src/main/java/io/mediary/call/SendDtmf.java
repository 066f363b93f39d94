package io.mediary.call;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/send_dtmf}: keys pressed at one end, which the other one gets as {@code info} (a phone as tones). */
@ApplicationScoped
@Command(value = "media/call/send_dtmf", summary = "Sends DTMF digits to the other end of a call")
public class SendDtmf implements Function<SendDtmf.Input, Void> {

    private static final int DURATION = 160;

    private final CallSignals signals;

    SendDtmf(CallSignals signals) {
        this.signals = signals;
    }

    /**
     * @param callId the call
     * @param sessionId the session of the end that speaks; none: that of the caller's connection or user
     * @param digits 1–64 of 0–9, A–D, * and #
     * @param duration of each, 40–6 000 ms; 160 by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(min = 1, max = 128) String callId,
            Optional<@Size(min = 1, max = 128) String> sessionId,
            @NotNull @Pattern(regexp = "[0-9A-D*#]{1,64}") String digits,
            Optional<@Min(40) @Max(6_000) Integer> duration) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return signals.info(new CallRef(input.callId(), input.sessionId()),
                JsonNodeFactory.instance.objectNode().put("info", "dtmf").put("digits", input.digits())
                        .put("duration", input.duration().orElse(DURATION)),
                caller);
    }
}
