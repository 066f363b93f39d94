package io.mediary.connection;

import java.util.Optional;

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

    /** An event on its way to the client. */
    public static ClientRequest event(ObjectNode data) {
        return new ClientRequest("core", Optional.empty(), "event", data);
    }
}
