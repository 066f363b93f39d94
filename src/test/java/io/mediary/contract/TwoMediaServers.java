package io.mediary.contract;

import java.util.Map;

import io.mediary.testing.EmbeddedMedia;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Two media servers of the test's own, with no relays between them. */
public final class TwoMediaServers implements QuarkusTestResourceLifecycleManager {

    private EmbeddedMedia one;
    private EmbeddedMedia other;

    @Override
    public Map<String, String> start() {
        one = new EmbeddedMedia();
        other = new EmbeddedMedia();
        return Map.of("mediary.kurento.urls", one.url() + "," + other.url(), "mediary.relay.enabled", "false");
    }

    @Override
    public void stop() {
        one.close();
        other.close();
    }
}
