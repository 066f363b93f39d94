package io.mediary.e2e;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.testing.MediaryProcess;

/**
 * Two instances on one Redis and one media server, and those who call each other. After each test all of them leave, and
 * nothing of their calls may be left, neither in Redis nor at the media server.
 */
final class CallStage implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final String name;
    private final String[] settings;
    private final List<Party> parties = new CopyOnWriteArrayList<>();
    private Cluster cluster;
    private Cluster.Watched here;
    private MediaryProcess there;

    /**
     * Under this name its processes write their logs.
     *
     * @param settings of both instances: key, value, key, value
     */
    CallStage(String name, String... settings) {
        this.name = name;
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = new Cluster(name);
        CompletableFuture<MediaryProcess> other = CompletableFuture.supplyAsync(() -> cluster.instance(settings));
        here = cluster.watched(settings);
        there = other.join();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        parties.forEach(Party::close);
        parties.clear();
        cluster.isLeftEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        cluster.close();
    }

    Cluster cluster() {
        return cluster;
    }

    MediaryProcess here() {
        return here.instance();
    }

    MediaryProcess there() {
        return there;
    }

    /** Somebody at the first instance. */
    Party here(String user) {
        return keep(Party.at(here(), user));
    }

    /** Somebody at the second instance. */
    Party there(String user) {
        return keep(Party.at(there, user));
    }

    private Party keep(Party party) {
        parties.add(party);
        return party;
    }
}
