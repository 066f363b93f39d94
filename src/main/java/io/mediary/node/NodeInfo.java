package io.mediary.node;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.media.MediaNode;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A media server, as {@code get_info} tells it.
 *
 * @param nodeId its id
 * @param url its address
 * @param state up, draining or down
 * @param since since when, milliseconds since 1970
 * @param sessions that live on it
 * @param capacity most sessions that it is given; 0: no limit
 * @param version of its software; empty before it was reached
 * @param reachedBy ids of the instances that reach it
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NodeInfo(String nodeId, String url, String state, long since, int sessions, int capacity, String version,
        List<String> reachedBy) {

    /** What callers are told of a media server. */
    static NodeInfo of(MediaNode node) {
        return new NodeInfo(node.id(), node.url().toString(), state(node), node.since(), node.sessions(),
                node.capacity(), node.version(), node.reachedBy());
    }

    /** A state as it goes over the wire. */
    static String state(MediaNode node) {
        return node.state().name().toLowerCase(Locale.ROOT);
    }
}
