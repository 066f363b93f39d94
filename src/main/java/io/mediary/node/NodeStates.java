package io.mediary.node;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.connection.StateReader;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaNode;
import io.mediary.media.MediaNodes;
import io.smallrye.mutiny.Uni;

/** What administrators that have missed events of media servers are told instead; others see none. Thread-safe. */
@ApplicationScoped
public class NodeStates implements StateReader {

    private final MediaNodes nodes;
    private final ObjectMapper json;

    NodeStates(MediaNodes nodes, ObjectMapper json) {
        this.nodes = nodes;
        this.json = json;
    }

    @Override
    public String eventClass() {
        return "media";
    }

    @Override
    public String subclass() {
        return "node";
    }

    @Override
    public Uni<ObjectNode> info(String objId, Caller caller) {
        if (!caller.administrator()) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.UNAUTHORIZED));
        }
        return nodes.find(objId).map(found -> json.valueToTree(
                NodeInfo.of(found.orElseThrow(() -> Failure.of(ErrorCode.NODE_NOT_FOUND)))));
    }

    @Override
    public Uni<List<String>> ids(Caller caller) {
        return caller.administrator()
                ? nodes.all().map(all -> all.stream().map(MediaNode::id).toList())
                : Uni.createFrom().item(List.of());
    }
}
