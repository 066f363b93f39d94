package io.mediary.node;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.MediaNodes;
import io.smallrye.mutiny.Uni;

/** {@code media/node/get_info}: a media server, and which instances reach it. */
@ApplicationScoped
@Command(value = "media/node/get_info", summary = "Describes a media server", administrators = true)
public class DescribeNode implements Function<NodeRef, NodeInfo> {

    private final MediaNodes nodes;

    DescribeNode(MediaNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Uni<NodeInfo> call(NodeRef input, Caller caller) {
        return nodes.find(input.nodeId())
                .map(found -> NodeInfo.of(found.orElseThrow(() -> Failure.of(ErrorCode.NODE_NOT_FOUND))));
    }
}
