package io.mediary.connection;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.smallrye.mutiny.Uni;

/**
 * Port: reads the state of a class of objects for clients that have missed events of them. CDI beans, one for each class
 * and subclass of events.
 */
public interface StateReader {

    /** Class of the objects' events: {@code media}. */
    String eventClass();

    /** Subclass: {@code session}. */
    String subclass();

    /** An object's state, as {@code get_info} tells it; fails as that does. */
    Uni<ObjectNode> info(String objId, Caller caller);

    /** Ids of the objects that the caller may see. */
    Uni<List<String>> ids(Caller caller);
}
