package io.mediary.e2e;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.mediary.testing.CuttingProxy;
import io.mediary.testing.EmbeddedMedia;
import io.mediary.testing.MediaGraph;

/** Two media servers in this JVM, each behind a proxy that all instances share, and what is connected there. */
final class FarServers implements AutoCloseable {

    private final List<EmbeddedMedia> media = List.of(new EmbeddedMedia(), new EmbeddedMedia());
    private final List<CuttingProxy> proxies = media.stream().map(one -> CuttingProxy.kurento(one.url())).toList();
    private final List<MediaGraph> graphs = media.stream().map(one -> new MediaGraph(one.url())).toList();

    /** The value of {@code mediary.kurento.urls}. */
    String urls() {
        return proxies.stream().map(proxy -> "ws://127.0.0.1:" + proxy.port() + "/kurento")
                .collect(Collectors.joining(","));
    }

    /** What stands before a media server. */
    CuttingProxy proxy(int server) {
        return proxies.get(server);
    }

    /** The number of the media server that has a session; -1 for none. */
    int of(String session) {
        for (int i = 0; i < graphs.size(); i++) {
            if (graphs.get(i).sessions().containsKey(session)) {
                return i;
            }
        }
        return -1;
    }

    /** How many elements of relays a media server has. */
    int relayElements(int server) {
        return graphs.get(server).sessions().getOrDefault(MediaGraph.RELAY, 0);
    }

    /** How many there are of relays on both. */
    int relayElements() {
        return relayElements(0) + relayElements(1);
    }

    /** What is connected to or from the ends of relays at a media server; sessions by their names. */
    Set<String> relayed(int server, Map<String, String> names) {
        return graphs.get(server).links(names).stream().filter(link -> link.contains(MediaGraph.RELAY))
                .collect(Collectors.toSet());
    }

    /** Media objects beside the pipelines. */
    int mediaObjects() {
        return media.stream().mapToInt(one -> Math.max(0, one.openObjects() - 1)).sum();
    }

    @Override
    public void close() {
        graphs.forEach(MediaGraph::close);
        proxies.forEach(CuttingProxy::close);
        media.forEach(EmbeddedMedia::close);
    }
}
