package io.mediary.relay;

import java.util.List;
import java.util.Map;

import io.mediary.testing.EmbeddedMedia;
import io.mediary.testing.MediaGraph;
import io.mediary.testing.RedisProcess;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A Redis and two media servers of the test's own, whose contents can be counted; relays that are looked at often. */
public final class TwoServers implements QuarkusTestResourceLifecycleManager {

    private RedisProcess redis;
    private List<EmbeddedMedia> media;
    private List<MediaGraph> graphs;

    @Override
    public Map<String, String> start() {
        redis = new RedisProcess();
        media = List.of(new EmbeddedMedia(), new EmbeddedMedia());
        graphs = media.stream().map(server -> new MediaGraph(server.url())).toList();
        return Map.of("quarkus.redis.hosts", redis.url().toString(), "mediary.kurento.urls",
                media.get(0).url() + "," + media.get(1).url(), "mediary.relay.check", "10s", "mediary.relay.grace",
                "500ms", "mediary.relay.timeout", "8s", "mediary.store.acquire-timeout", "5s",
                "mediary.kurento.request-timeout", "5s");
    }

    @Override
    public void stop() {
        graphs.forEach(MediaGraph::close);
        media.forEach(EmbeddedMedia::close);
        redis.close();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(TwoServers.class));
    }

    RedisProcess redis() {
        return redis;
    }

    /** The number of the media server that has a session: 0 or 1; -1 for none. */
    int of(String session) {
        for (int i = 0; i < graphs.size(); i++) {
            if (graphs.get(i).sessions().containsKey(session)) {
                return i;
            }
        }
        return -1;
    }

    MediaGraph graph(int server) {
        return graphs.get(server);
    }

    EmbeddedMedia media(int server) {
        return media.get(server);
    }

    /** How many elements of relays a media server has. */
    int relayElements(int server) {
        return graph(server).sessions().getOrDefault(MediaGraph.RELAY, 0);
    }
}
