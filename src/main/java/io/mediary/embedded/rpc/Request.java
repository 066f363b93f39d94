package io.mediary.embedded.rpc;

import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A JSON-RPC request.
 *
 * @param id a number or a text; null (JSON) for a notification
 * @param params never null; empty where the request has none
 */
record Request(JsonNode id, String method, ObjectNode params) {

    /**
     * Reads a message; nothing where it is garbage, to which Kurento answers by breaking the connection.
     *
     * @throws RpcException where it is JSON but no request
     */
    static Optional<Request> parse(String text) throws RpcException {
        JsonNode message;
        try {
            message = Json.read(text);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        JsonNode params = message.path("params");
        if (!message.isObject() || !(params.isObject() || params.isMissingNode() || params.isNull())) {
            return Optional.empty();
        }
        return Optional.of(of(message));
    }

    /** Reads a request out of a JSON object. */
    static Request of(JsonNode message) throws RpcException {
        JsonNode id = message.path("id");
        JsonNode method = message.path("method");
        if (id.isContainerNode() || !method.isTextual() || !message.path("jsonrpc").asText().equals("2.0")) {
            throw new RpcException(RpcException.INVALID_REQUEST, null, "Invalid JSON-RPC request.");
        }
        ObjectNode params = message.path("params") instanceof ObjectNode given ? given : Json.object();
        return new Request(id.isMissingNode() ? NullNode.instance : id, method.asText(), params);
    }

    /** A request without id: it is executed, and its answer is an error. */
    boolean notification() {
        return id.isNull();
    }

    /** The session that the request names. */
    Optional<String> sessionId() {
        String sessionId = params.path("sessionId").asText("");
        return sessionId.isEmpty() ? Optional.empty() : Optional.of(sessionId);
    }
}
