package io.mediary.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.embedded.RpcClient;
import io.vertx.core.Vertx;

/**
 * What is connected at a media server, asked over Kurento's JSON-RPC by a client of its own: elements are told by the tag
 * with which Mediary names their session. Not thread-safe; every method blocks.
 */
public final class MediaGraph implements AutoCloseable {

    private static final String MANAGER = "manager_ServerManager";
    /** The tag of an element that names its session. */
    private static final String SESSION_TAG = "session";
    /** The tag of an element that belongs to a relay between media servers; what those are called together. */
    public static final String RELAY = "relay";

    private final Vertx vertx = Vertx.vertx();
    private final RpcClient server;

    /** Connects to the media server at {@code url}. */
    public MediaGraph(URI url) {
        server = RpcClient.connect(vertx, url);
    }

    /**
     * All links, one text for each pair of elements: {@code A.endpoint→A.proxy AUDIO VIDEO}, with the kinds in the order of
     * the alphabet. An element of a relay is {@code relay.endpoint}, one without a tag {@code ?}; one that goes away during the look is left out.
     *
     * @param names session id, what it is called; a session without a name is called by its id
     */
    public Set<String> links(Map<String, String> names) {
        Map<String, String> elements = elements(names);
        Map<String, Set<String>> kinds = new TreeMap<>();
        elements.forEach((id, name) -> list(server.invoke(id, "getSourceConnections")).forEach(link -> kinds
                .computeIfAbsent(elements.getOrDefault(link.path("source").asText(), "?") + "→" + name,
                        pair -> new TreeSet<>())
                .add(link.path("type").asText())));
        return kinds.entrySet().stream().map(link -> link.getKey() + " " + String.join(" ", link.getValue()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Ids of the sessions that have elements, and how many each has. */
    public Map<String, Integer> sessions() {
        Map<String, Integer> found = new TreeMap<>();
        elements(Map.of()).values()
                .forEach(name -> found.merge(name.substring(0, name.lastIndexOf('.')), 1, Integer::sum));
        return found;
    }

    private Map<String, String> elements(Map<String, String> names) {
        Map<String, String> elements = new HashMap<>();
        for (JsonNode pipeline : list(server.invoke(MANAGER, "getPipelines"))) {
            for (JsonNode child : list(server.invoke(pipeline.asText(), "getChildren"))) {
                session(child.asText()).ifPresent(session -> elements.put(child.asText(),
                        names.getOrDefault(session, session) + role(child.asText())));
            }
        }
        return elements;
    }

    /** The session of an element; empty where the element is gone. */
    private Optional<String> session(String element) {
        JsonNode tags = server.invoke(element, "getTags");
        if (!tags.has("result")) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        list(tags).forEach(tag -> values.put(tag.path("key").asText(), tag.path("value").asText()));
        return Optional.of(values.getOrDefault(SESSION_TAG, values.containsKey(RELAY) ? RELAY : "?"));
    }

    private static String role(String element) {
        return switch (element.substring(element.lastIndexOf('.') + 1)) {
            case "PassThrough" -> ".proxy";
            case "PlayerEndpoint" -> ".player";
            case "RecorderEndpoint" -> ".recorder";
            default -> ".endpoint";
        };
    }

    private static List<JsonNode> list(JsonNode answer) {
        List<JsonNode> list = new ArrayList<>();
        answer.at("/result/value").forEach(list::add);
        return list;
    }

    /** Ends the Kurento session of this look: the objects that it has named are not kept alive by it. */
    @Override
    public void close() {
        server.call("closeSession");
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
