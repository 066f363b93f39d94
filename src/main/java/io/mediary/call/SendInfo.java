package io.mediary.call;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/info}: whatever one end wants the other one to know, as an {@code info} event. */
@ApplicationScoped
@Command(value = "media/call/info", summary = "Tells the other end of a call something")
public class SendInfo implements Function<SendInfo.Input, Void> {

    private static final int LONGEST = 16_384;

    private final CallSignals signals;

    SendInfo(CallSignals signals) {
        this.signals = signals;
    }

    /**
     * @param callId the call
     * @param sessionId the session of the end that speaks; none: that of the caller's connection or user
     * @param body an object of at most 16 KiB
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(min = 1, max = 128) String callId,
            Optional<@Size(min = 1, max = 128) String> sessionId, @NotNull ObjectNode body) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        if (input.body().toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, "body");
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("info", "message");
        event.set("body", input.body());
        return signals.info(new CallRef(input.callId(), input.sessionId()), event, caller);
    }
}
