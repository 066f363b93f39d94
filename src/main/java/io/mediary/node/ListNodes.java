package io.mediary.node;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.mediary.media.MediaNodes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/node/get_list}: all media servers, by address. */
@ApplicationScoped
@Command(value = "media/node/get_list", summary = "Lists the media servers", administrators = true)
public class ListNodes implements Function<ListNodes.Input, List<ListNodes.Listed>> {

    private final MediaNodes nodes;

    ListNodes(MediaNodes nodes) {
        this.nodes = nodes;
    }

    /** Takes no fields. */
    @RegisterForReflection
    public record Input() {
    }

    /**
     * A media server.
     *
     * @param nodeId its id
     * @param url its address
     * @param state up, draining or down
     * @param since since when, milliseconds since 1970
     * @param sessions that live on it
     * @param capacity most sessions that it is given; 0: no limit
     * @param version of its software; empty before it was reached
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Listed(String nodeId, String url, String state, long since, int sessions, int capacity,
            String version) {
    }

    @Override
    public Uni<List<Listed>> call(Input input, Caller caller) {
        return nodes.all().map(all -> all.stream().map(NodeInfo::of).map(node -> new Listed(node.nodeId(), node.url(),
                node.state(), node.since(), node.sessions(), node.capacity(), node.version())).toList());
    }
}
