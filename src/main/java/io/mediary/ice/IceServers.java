package io.mediary.ice;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a client uses to find its way to the media server.
 *
 * @param iceServers the servers; none where none are configured
 * @param expiresAt when the credentials among them end, milliseconds since 1970; empty where there are none
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record IceServers(List<IceServer> iceServers, Optional<Long> expiresAt) {
}
