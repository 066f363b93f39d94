package io.mediary.function;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A command as it came in by a door.
 *
 * @param commandClass {@code media}
 * @param subclass {@code session}; {@code -} where there is none
 * @param cmd {@code create}
 * @param data an object; a missing node where there is none
 * @param caller who asks
 */
public record Request(String commandClass, String subclass, String cmd, JsonNode data, Caller caller) {

    /** class/subclass/cmd, as in {@link Command#value()}. */
    public String name() {
        return commandClass + "/" + subclass + "/" + cmd;
    }
}
