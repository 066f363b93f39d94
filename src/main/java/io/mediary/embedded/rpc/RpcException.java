package io.mediary.embedded.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.NegotiationException;

/** A request that is answered with an error. */
final class RpcException extends Exception {

    private static final long serialVersionUID = 1L;

    /** JSON-RPC: not a request. */
    static final int INVALID_REQUEST = -32600;
    /** JSON-RPC: no such method. */
    static final int METHOD_NOT_FOUND = -32601;
    /** JSON-RPC: the server failed. */
    static final int INTERNAL_ERROR = -32603;
    /** Kurento's number for a parameter of the method that is missing, and for answers to notifications. */
    static final int SERVER_ERROR = -32000;

    private final int code;
    private final String type;

    /** Makes an error; `type` is null where Kurento sends no `data`. */
    RpcException(int code, String type, String message) {
        super(message);
        this.code = code;
        this.type = type;
    }

    /** The object is not there, or not yet: `newref:` names live in transactions only. */
    static RpcException noObject(String id) {
        if (id.startsWith(Transaction.REFERENCE)) {
            return ErrorType.MEDIA_OBJECT_NOT_FOUND_TRANSACTION_NO_COMMIT.with("Object '" + id
                    + "' not found. Possibly using a transactional object without committing the transaction.");
        }
        return ErrorType.MEDIA_OBJECT_NOT_FOUND.with("Object '" + id + "' not found");
    }

    /** A parameter of the JSON-RPC method is missing. */
    static RpcException required(String parameter) {
        return new RpcException(SERVER_ERROR, null, "'" + parameter + "' parameter is required");
    }

    /** An SDP step that the endpoint cannot do. */
    static RpcException of(NegotiationException e) {
        for (ErrorType type : ErrorType.values()) {
            if (type.code() == e.reason().code()) {
                return type.with(e.getMessage());
            }
        }
        return new RpcException(e.reason().code(), e.reason().name(), e.getMessage());
    }

    /** The `error` object of the answer. */
    ObjectNode toJson() {
        ObjectNode error = Json.object().put("code", code).put("message", getMessage());
        if (type != null) {
            error.putObject("data").put("type", type);
        }
        return error;
    }
}
