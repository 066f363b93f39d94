package io.mediary.connection;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request of the server to a client.
 *
 * @param commandClass class
 * @param subclass subclass, if it has one
 * @param cmd command
 * @param data an object
 */
public record ClientRequest(String commandClass, Optional<String> subclass, String cmd, ObjectNode data) {

    /** Asks for a sign of life. */
    static ClientRequest ping() {
        return core("ping", JsonNodeFactory.instance.objectNode().put("time", System.currentTimeMillis()));
    }

    /** Asks the client to come again, to whichever instance, after that time. */
    static ClientRequest reconnect(Duration in) {
        return core("reconnect", JsonNodeFactory.instance.objectNode().put("delay", in.toMillis()));
    }

    /** An event on its way to the client. */
    public static ClientRequest event(ObjectNode data) {
        return core("event", data);
    }

    private static ClientRequest core(String cmd, ObjectNode data) {
        return new ClientRequest("core", Optional.empty(), cmd, data);
    }
}
