package io.mediary.media.kurento;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.config.KurentoConfig;
import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.InMemoryEngine;
import io.mediary.media.kurento.Discovery.Lookup;
import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.vertx.core.Vertx;

/** Media servers, each behind a relay, and instances that use them; a server is dead after a second. Needs a {@link RealRedis} registered before it. */
final class SeveralServers implements BeforeEachCallback, AfterEachCallback {

    /** What makes the tests short. */
    private static final List<String> SETTINGS = List.of("dead-after", "1200ms", "ping-interval", "200ms",
            "first-connect-wait", "2s");

    private final RealRedis redis;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Vertx vertx;

    SeveralServers(RealRedis redis) {
        this.redis = redis;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        vertx = Vertx.vertx();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
        vertx.close();
    }

    /** One more media server. */
    Server server() {
        return server("127.0.0.1", 0);
    }

    /** One more media server, behind a relay at an address of loopback. */
    Server server(String host, int port) {
        EmbeddedMediaServer process = process();
        Relay relay = new Relay(vertx, process.url(), host, port);
        open.add(relay);
        return new Server(process, relay);
    }

    private EmbeddedMediaServer process() {
        EmbeddedMediaServer process = new EmbeddedMediaServer(vertx, new InMemoryEngine(),
                EmbeddedMediaServer.Options.loopback()).start();
        open.add(process);
        return process;
    }

    /** The server's process ends, another one starts at the same address. */
    void restart(Server server) {
        server.relay().lead(process().url());
        server.relay().cut();
    }

    /** An instance that uses servers. */
    TestPlane instance(String id, List<Server> servers, String... settings) {
        return started(TestPlane.start(vertx, config -> registry(id, config), id,
                servers.stream().map(server -> server.relay().url()).toList(), settings(settings)));
    }

    /** An instance that follows a name. */
    TestPlane instance(String id, URI name, Lookup lookup, String... settings) {
        List<String> all = new ArrayList<>(List.of("discover", name.toString(), "discover-interval", "50ms"));
        all.addAll(List.of(settings));
        return started(TestPlane.start(vertx, config -> registry(id, config), id, List.of(), lookup,
                settings(all.toArray(String[]::new))));
    }

    /** What an instance that is not there would tell and be told. */
    NodeRegistry registry(String instance) {
        return registry(instance, TestPlane.config(settings()));
    }

    private NodeRegistry registry(String instance, KurentoConfig config) {
        return new RedisNodeRegistry(new Scripts(redis.redis(), RealRedis.config()), instance, config);
    }

    private TestPlane started(TestPlane instance) {
        open.add(instance);
        return instance;
    }

    private static String[] settings(String... more) {
        List<String> all = new ArrayList<>(SETTINGS);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** A media server and what stands before it. */
    record Server(EmbeddedMediaServer process, Relay relay) {

        String id() {
            return Node.id(relay.url());
        }

        /** Nobody reaches it any more. */
        void vanish() {
            relay.refuse(true);
            relay.cut();
        }

        /** It can be reached again, and is the same process. */
        void comeBack() {
            relay.refuse(false);
        }
    }
}
