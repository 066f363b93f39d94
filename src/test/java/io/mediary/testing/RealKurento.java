package io.mediary.testing;

import java.net.URI;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.embedded.RpcClient;
import io.vertx.core.Vertx;

/** A Kurento that runs elsewhere. What others made there before is not counted. Not thread-safe. */
final class RealKurento implements MediaServer {

    private static final String MANAGER = "manager_ServerManager";
    private static final String IMAGE = "kurento/kurento-media-server:7.3.0";
    private static final int PORT = 8888;

    private final Vertx vertx = Vertx.vertx();
    private final URI url;
    private final Runnable end;
    private final int before;

    /** @param end run when the tests have done with it */
    RealKurento(URI url, Runnable end) {
        this.url = url;
        this.end = end;
        this.before = count();
    }

    /** In the host's network: its media goes over ports that nobody knows beforehand. */
    static RealKurento inContainer() {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE)).withNetworkMode("host")
                .waitingFor(Wait.forLogMessage(".*Kurento Media Server started.*", 1));
        container.start();
        return new RealKurento(URI.create("ws://127.0.0.1:" + PORT + "/kurento"), container::close);
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public int openObjects() {
        return count() - before;
    }

    /** The look's own Kurento session ends with it: what it has named is not kept alive by it. */
    private int count() {
        try (RpcClient server = RpcClient.connect(vertx, url)) {
            int found = 0;
            for (JsonNode pipeline : server.invoke(MANAGER, "getPipelines").at("/result/value")) {
                found += 1 + server.invoke(pipeline.asText(), "getChildren").at("/result/value").size();
            }
            server.call("closeSession");
            return found;
        }
    }

    @Override
    public void close() {
        end.run();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
