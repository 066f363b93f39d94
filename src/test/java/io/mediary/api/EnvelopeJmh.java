package io.mediary.api;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;

/** What it takes to read a message of a client: one with an offer, and one without. */
@State(Scope.Thread)
public class EnvelopeJmh {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EnvelopeReader reader = new EnvelopeReader(JSON, 1 << 16);
    private final String create = message("create", JSON.createObjectNode().put("type", "echo").set("offer",
            JSON.createObjectNode().put("sdp", Offers.contractOffer())));
    private final String look = message("get_info",
            JSON.createObjectNode().put("session_id", "3f0c9a1e-0b1d-4a6e-9d61-0a7b9b1f2c3d"));

    /** A {@code create} with a browser's offer. */
    @Benchmark
    public Object readsCreate() {
        return call(create);
    }

    /** A {@code get_info}. */
    @Benchmark
    public Object readsGetInfo() {
        return call(look);
    }

    private Envelope call(String text) {
        if (reader.read(text) instanceof Envelope.Call call) {
            return call;
        }
        throw new IllegalStateException("not a call: " + text);
    }

    private static String message(String command, ObjectNode data) {
        return JSON.createObjectNode().put("class", "media").put("subclass", "session").put("cmd", command)
                .put("tid", 7).set("data", data).toString();
    }
}
