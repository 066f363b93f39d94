package io.mediary.connection;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Subscription;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Uni;

/** What the functions of class {@code core} share: who calls, and on whom they act. Thread-safe. */
@ApplicationScoped
class CoreCalls {

    private final Connections connections;
    private final ConnectionRecords records;

    CoreCalls(Connections connections, ConnectionRecords records) {
        this.connections = connections;
        this.records = records;
    }

    /** The connection that the call came by; throws {@code invalid_operation} where it came by plain REST. */
    ClientConnection connection(Caller caller) {
        return connections.socket(caller.connection())
                .orElseThrow(() -> Failure.of(ErrorCode.INVALID_OPERATION));
    }

    /** As {@link #connection}, with its record. */
    ClientConnection admitted(Caller caller) {
        ClientConnection connection = connection(caller);
        if (connection.ref().isEmpty()) {
            throw Failure.of(ErrorCode.INVALID_STATE);
        }
        return connection;
    }

    /** A connection that the caller may act on; fails with {@code session_not_found} or {@code unauthorized}. */
    Uni<ConnectionRecord> target(String id, Caller caller) {
        return records.read(List.of(id)).map(found -> {
            if (found.isEmpty()) {
                throw Failure.of(ErrorCode.SESSION_NOT_FOUND);
            }
            if (!caller.mayActOn(found.get(0).user())) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return found.get(0);
        });
    }

    /** Who asks, as the scripts want it: empty for those who may act on everything. */
    static Optional<String> asker(Caller caller) {
        return caller.administrator() ? Optional.empty() : Optional.of(caller.user());
    }

    /** An absent word stands for any. */
    static String orAny(String word) {
        return word == null ? Subscription.ANY : word;
    }

    /** An absent body is an empty one; a long one is {@code message_too_large}. */
    static ObjectNode body(ObjectNode body) {
        if (body == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (body.toString().length() > Names.BODY) {
            throw Failure.of(ErrorCode.MESSAGE_TOO_LARGE);
        }
        return body;
    }
}
