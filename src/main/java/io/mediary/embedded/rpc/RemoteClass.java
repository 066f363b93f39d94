package io.mediary.embedded.rpc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of Kurento's classes, with what it inherits.
 *
 * @param module the interface description that it stands in: `core` or `elements`
 * @param ancestors its base classes, nearest first
 * @param events the events that can be subscribed
 * @param constructor the parameters of `create`; empty for an abstract class
 */
record RemoteClass(String name, String module, List<String> ancestors, Set<String> events,
        Map<String, Operation> operations,
        Optional<List<Parameter>> constructor) {

    /** The prefix of every qualified name, whatever the module. */
    static final String PREFIX = "kurento.";

    /** The name as ids and `describe` show it. */
    String qualifiedName() {
        return PREFIX + name;
    }

    /** Whether an object of this class can stand where `other` is asked for. */
    boolean is(String other) {
        return name.equals(other) || ancestors.contains(other);
    }
}
