package io.mediary.call;

import java.util.Optional;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Names a call, and the end of it that speaks.
 *
 * @param callId the call
 * @param sessionId the session of that end; none: the end of the caller's connection or user
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record CallRef(@NotNull @Size(min = 1, max = 128) String callId,
        Optional<@Size(min = 1, max = 128) String> sessionId) {

    /** What a call's id may be made of where a client gives it: letters, digits and five signs. */
    static final String PATTERN = "[A-Za-z0-9._:@-]{1,128}";
}
