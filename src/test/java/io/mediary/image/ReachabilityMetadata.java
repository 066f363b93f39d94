package io.mediary.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.kurento.client.GenericMediaEvent;
import org.kurento.client.internal.client.RemoteObject;
import org.kurento.client.internal.client.RemoteObjectInvocationHandler;
import org.kurento.jsonrpc.message.Message;
import org.kurento.jsonrpc.message.Request;
import org.kurento.jsonrpc.message.ResponseError;
import org.kurento.module.KurentoModuleInfo;

/**
 * What a native image must be told of kurento-client and JAIN-SIP. What is left out is missed at run time only, an event and a server's
 * error even without a word. Immutable; the same text for the same use.
 */
final class ReachabilityMetadata {

    private static final String CONSTRUCTORS = "allPublicConstructors";
    private static final String METHODS = "allPublicMethods";
    private static final String FIELDS = "allDeclaredFields";

    private final List<String> proxies;
    /** Entries without the key of the name, which is not the same in both forms. */
    private final List<String> types = new ArrayList<>();

    /** The list for what is used, and for kurento-client's own machinery. */
    ReachabilityMetadata(KurentoUse use) {
        proxies = use.remote().stream().map(Class::getName).toList();
        // The server says by name what an object is, where a caller knows less.
        use.remote().forEach(this::add);
        use.events().forEach(type -> add(type, CONSTRUCTORS));
        use.complex().forEach(type -> add(type, CONSTRUCTORS, METHODS));
        if (!use.events().contains(GenericMediaEvent.class)) {
            add(GenericMediaEvent.class, CONSTRUCTORS);
        }
        // Names of modules are turned into names of packages by reflection; Gson reads and writes the messages' fields.
        types.add('"' + KurentoModuleInfo.class.getName()
                + "\", \"methods\": [{\"name\": \"getPackageName\", \"parameterTypes\": []}]}");
        add(Message.class, FIELDS);
        add(Request.class, FIELDS);
        add(ResponseError.class, FIELDS, "allDeclaredConstructors");
        // Methods of proxies that are looked up by name: toString, equals, hashCode, isCommited.
        add(RemoteObject.class, METHODS);
        add(RemoteObjectInvocationHandler.class, METHODS);
        addSip();
    }

    /** JAIN-SIP: a header without its parser is a header that nobody sees, and what cannot be compared is equal to all. */
    private void addSip() {
        SipUse.made().forEach(type -> add(type, CONSTRUCTORS));
        SipUse.constants().forEach(type -> add(type, "allPublicFields"));
        SipUse.parts()
                .forEach(type -> types.add('"' + type.getName() + "\", \"" + CONSTRUCTORS + "\": true, \"" + FIELDS
                        + "\": true" + (SipUse.isCopied(type)
                                ? ", \"methods\": [{\"name\": \"clone\", \"parameterTypes\": []}]"
                                : "")
                        + "}"));
    }

    /**
     * The files by their names: one for GraalVM and Mandrel 25, and the same for those of JDK 21, which Quarkus' container build
     * takes and which do not read the new one.
     */
    Map<String, String> files() {
        List<String> all = new ArrayList<>(
                proxies.stream().map(name -> "{\"type\": {\"proxy\": [\"" + name + "\"]}}").toList());
        types.forEach(type -> all.add("{\"type\": " + type));
        return Map.of(
                "reachability-metadata.json", "{\"reflection\": " + list(all) + "}\n",
                "reflect-config.json", list(types.stream().map(type -> "{\"name\": " + type).toList()) + "\n",
                "proxy-config.json",
                list(proxies.stream().map(name -> "{\"interfaces\": [\"" + name + "\"]}").toList()) + "\n");
    }

    private void add(Class<?> type, String... access) {
        StringBuilder entry = new StringBuilder().append('"').append(type.getName()).append('"');
        for (String each : access) {
            entry.append(", \"").append(each).append("\": true");
        }
        types.add(entry.append('}').toString());
    }

    private static String list(List<String> entries) {
        return "[\n  " + String.join(",\n  ", entries) + "\n]";
    }
}
