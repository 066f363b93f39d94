package io.mediary.embedded.rpc;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Kurento's `transaction`: requests that are executed one after the other, in which `newref:N` stands for what request N
 * answered. It ends at the first failure and takes nothing back.
 */
final class Transaction {

    /** What a reference to the answer of an earlier request starts with. */
    static final String REFERENCE = "newref:";

    private static final int MOST_OPERATIONS = 1_000;
    private static final int MOST_DIGITS = 9;

    /** Executes one request. */
    @FunctionalInterface
    interface Execution {
        /** Answers the request's `result`. */
        JsonNode execute(Request request) throws RpcException;
    }

    private Transaction() {
    }

    /** Executes the operations and answers one JSON-RPC answer for each that was tried. */
    static ArrayNode run(JsonNode operations, Execution execution) throws RpcException {
        if (!operations.isArray()) {
            throw RpcException.required("operations");
        }
        List<Request> requests = requests(operations);
        ArrayNode answers = Json.array();
        for (Request request : requests) {
            ObjectNode answer = Json.object().put("jsonrpc", "2.0");
            answer.set("id", request.id());
            answers.add(answer);
            try {
                ObjectNode params = (ObjectNode) resolved(request.params(), answers);
                answer.set("result", execution.execute(new Request(request.id(), request.method(), params)));
            } catch (RpcException e) {
                answer.set("error", e.toJson());
                return answers;
            }
        }
        return answers;
    }

    private static List<Request> requests(JsonNode operations) throws RpcException {
        if (operations.size() > MOST_OPERATIONS) {
            throw ErrorType.NOT_ENOUGH_RESOURCES.with("Too many operations in a transaction");
        }
        List<Request> requests = new ArrayList<>();
        for (JsonNode operation : operations) {
            int expected = requests.size();
            JsonNode id = operation.path("id");
            if (!id.isIntegralNumber() || id.asLong() != expected) {
                throw ErrorType.MALFORMED_TRANSACTION
                        .with("Id of request '" + expected + "' should be '" + expected + "'");
            }
            requests.add(Request.of(operation));
        }
        return requests;
    }

    /** A copy in which references to answered requests are replaced by their values. */
    private static JsonNode resolved(JsonNode node, ArrayNode answers) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties().forEach(each -> copy.set(each.getKey(), resolved(each.getValue(), answers)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            array.forEach(each -> copy.add(resolved(each, answers)));
            return copy;
        }
        if (!node.isTextual() || !node.asText().startsWith(REFERENCE)) {
            return node;
        }
        String index = node.asText().substring(REFERENCE.length());
        boolean number = !index.isEmpty() && index.length() <= MOST_DIGITS
                && index.chars().allMatch(c -> c >= '0' && c <= '9');
        JsonNode value = number ? answers.path(Integer.parseInt(index)).path("result").path("value") : node;
        return value.isValueNode() && !value.isNull() ? TextNode.valueOf(value.asText()) : node;
    }
}
