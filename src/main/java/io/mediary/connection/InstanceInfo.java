package io.mediary.connection;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a live instance tells of itself.
 *
 * @param instanceId its id, a new one at each start
 * @param state {@code up}, or {@code leaving} from when it was told to stop
 * @param since when it started, milliseconds since 1970 by its own clock
 * @param sockets sockets and event streams that it holds
 * @param version of Mediary
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record InstanceInfo(String instanceId, String state, long since, int sockets, String version) {
}
