package io.mediary.session;

import java.util.Optional;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a room allows.
 *
 * @param bitrate kbps that a member may send, 0: no limit
 * @param audio the only audio codec, in lower case
 * @param video the only video codec, in lower case
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Limits(int bitrate, Optional<String> audio, Optional<String> video) {

    /** Everything. */
    public static final Limits NONE = new Limits(0, Optional.empty(), Optional.empty());
}
