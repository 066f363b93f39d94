package io.mediary.node;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.MediaNodes;
import io.smallrye.mutiny.Uni;

/** {@code media/node/undrain}: a media server that was drained gets new sessions again. */
@ApplicationScoped
@Command(value = "media/node/undrain", summary = "Gives a drained media server new sessions again", administrators = true)
public class UndrainNode implements Function<NodeRef, Void> {

    private final MediaNodes nodes;

    UndrainNode(MediaNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Uni<Void> call(NodeRef input, Caller caller) {
        return nodes.drain(input.nodeId(), false).invoke(known -> {
            if (!known) {
                throw Failure.of(ErrorCode.NODE_NOT_FOUND);
            }
        }).replaceWithVoid();
    }
}
