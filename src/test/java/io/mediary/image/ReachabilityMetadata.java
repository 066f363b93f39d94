package io.mediary.image;

import java.util.ArrayList;
import java.util.List;

import org.kurento.client.GenericMediaEvent;
import org.kurento.client.internal.client.RemoteObject;
import org.kurento.client.internal.client.RemoteObjectInvocationHandler;
import org.kurento.jsonrpc.message.Message;
import org.kurento.jsonrpc.message.Request;
import org.kurento.jsonrpc.message.ResponseError;
import org.kurento.module.KurentoModuleInfo;

/**
 * What a native image must be told of kurento-client, as GraalVM reads it. What is left out is missed at run time only, an event
 * and a server's error even without a word.
 */
final class ReachabilityMetadata {

    private static final String CONSTRUCTORS = "allPublicConstructors";
    private static final String METHODS = "allPublicMethods";
    private static final String FIELDS = "allDeclaredFields";

    private ReachabilityMetadata() {
    }

    /** The list for what is used, and for kurento-client's own machinery; the same text for the same use. */
    static String of(KurentoUse use) {
        List<String> entries = new ArrayList<>();
        use.remote().forEach(type -> entries.add("{\"type\": {\"proxy\": [\"" + type.getName() + "\"]}}"));
        use.events().forEach(type -> entries.add(entry(type, CONSTRUCTORS)));
        use.complex().forEach(type -> entries.add(entry(type, CONSTRUCTORS, METHODS)));
        if (!use.events().contains(GenericMediaEvent.class)) {
            entries.add(entry(GenericMediaEvent.class, CONSTRUCTORS));
        }
        // Names of modules are turned into names of packages by reflection; Gson reads and writes the messages' fields.
        entries.add("{\"type\": \"" + KurentoModuleInfo.class.getName()
                + "\", \"methods\": [{\"name\": \"getPackageName\", \"parameterTypes\": []}]}");
        entries.add(entry(Message.class, FIELDS));
        entries.add(entry(Request.class, FIELDS));
        entries.add(entry(ResponseError.class, FIELDS, "allDeclaredConstructors"));
        // Methods of proxies that are looked up by name: toString, equals, hashCode, isCommited.
        entries.add(entry(RemoteObject.class, METHODS));
        entries.add(entry(RemoteObjectInvocationHandler.class, METHODS));
        return "{\n  \"reflection\": [\n    " + String.join(",\n    ", entries) + "\n  ]\n}\n";
    }

    private static String entry(Class<?> type, String... access) {
        StringBuilder entry = new StringBuilder("{\"type\": \"").append(type.getName()).append('"');
        for (String each : access) {
            entry.append(", \"").append(each).append("\": true");
        }
        return entry.append('}').toString();
    }
}
