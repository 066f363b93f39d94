package io.mediary.node;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.MediaNodes;
import io.smallrye.mutiny.Uni;

/** {@code media/node/drain}: a media server gets no new sessions any more, but for those that belong to something there. */
@ApplicationScoped
@Command(value = "media/node/drain", summary = "Gives a media server no new sessions", administrators = true)
public class DrainNode implements Function<NodeRef, Void> {

    private final MediaNodes nodes;

    DrainNode(MediaNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Uni<Void> call(NodeRef input, Caller caller) {
        return nodes.drain(input.nodeId(), true).invoke(known -> {
            if (!known) {
                throw Failure.of(ErrorCode.NODE_NOT_FOUND);
            }
        }).replaceWithVoid();
    }
}
