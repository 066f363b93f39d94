package io.mediary.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;

/** A Redis, its replica, and three Sentinels that watch them: real processes. For one thread; every method blocks. */
public final class RedisSentinel implements AutoCloseable {

    /** What the Sentinels call the master. */
    public static final String NAME = "mediary";

    private static final int SENTINELS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RedisServer first = new RedisServer("--repl-diskless-sync-delay", "0");
    private final RedisServer second = new RedisServer("--replicaof", "127.0.0.1 " + first.port(),
            "--repl-diskless-sync-delay", "0");
    private final List<RedisServer> sentinels = new ArrayList<>();

    /** Starts them; returns when a fail-over is possible. */
    public RedisSentinel() {
        Awaitility.await("the replica is in step").atMost(PATIENCE)
                .until(() -> second.info("master_link_status").equals("up"));
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(RedisServer.sentinel("sentinel monitor " + NAME + " 127.0.0.1 " + first.port() + " 2",
                    "sentinel down-after-milliseconds " + NAME + " 1000",
                    "sentinel failover-timeout " + NAME + " 5000"));
        }
        Awaitility.await("the sentinels know each other and the replica").atMost(PATIENCE).until(
                () -> sentinels.stream().allMatch(sentinel -> size(sentinel, "SENTINELS") == SENTINELS - 1
                        && size(sentinel, "REPLICAS") == 1));
    }

    /** The Sentinels, as Mediary is told of them: with commas between. */
    public String hosts() {
        return sentinels.stream().map(sentinel -> sentinel.url().toString()).collect(Collectors.joining(","));
    }

    /** The one that began as master. */
    public RedisServer first() {
        return first;
    }

    /** The one that began as replica. */
    public RedisServer second() {
        return second;
    }

    /** Waits until the Sentinels have made the replica the master. */
    public void awaitFailOver() {
        Awaitility.await("the replica was promoted").atMost(PATIENCE).pollInterval(Duration.ofMillis(50))
                .until(() -> sentinels.stream().allMatch(sentinel -> ((List<?>) sentinel.command("SENTINEL",
                        "GET-MASTER-ADDR-BY-NAME", NAME)).get(1).equals(Integer.toString(second.port()))));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        first.close();
        second.close();
    }

    private static int size(RedisServer sentinel, String what) {
        return ((List<?>) sentinel.command("SENTINEL", what, NAME)).size();
    }
}
