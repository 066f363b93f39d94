package io.mediary.e2e;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.testing.MediaryProcess;

/** An instance that survives, and others that are killed one after the other: the next one starts while a test runs. For one thread. */
final class Victims implements BeforeAllCallback, AfterAllCallback {

    private final String name;
    private final String[] settings;
    private Cluster cluster;
    private Cluster.Watched survivor;
    private CompletableFuture<Cluster.Watched> next;

    /**
     * Under this name its processes write their logs.
     *
     * @param settings of all its instances: key, value, key, value
     */
    Victims(String name, String... settings) {
        this.name = name;
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = new Cluster(name);
        prepare();
        survivor = cluster.watched(settings);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        next.join();
        cluster.close();
    }

    Cluster cluster() {
        return cluster;
    }

    MediaryProcess survivor() {
        return survivor.instance();
    }

    /** One that lives until the caller kills it. */
    Cluster.Watched next() {
        Cluster.Watched victim = next.join();
        prepare();
        return victim;
    }

    private void prepare() {
        next = CompletableFuture.supplyAsync(() -> cluster.watched(settings));
    }
}
