package io.mediary.e2e;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.mediary.testing.RedisCluster;
import io.mediary.testing.RedisServer;
import io.mediary.testing.RequiresCommand;

/** {@link TwoInstancesIT} over a cluster of three Redis. */
@RequiresCommand("redis-server")
class TwoInstancesOverARedisClusterIT extends TwoInstancesIT {

    private static RedisCluster redis;

    @BeforeAll
    static void startRedis() {
        redis = new RedisCluster(false);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    String[] redis() {
        for (RedisServer node : redis.masters()) {
            node.command("FLUSHALL");
        }
        // Each script is new to each node and comes with its text: on a busy machine that takes its time.
        return new String[]{"quarkus.redis.client-type", "cluster", "quarkus.redis.hosts", redis.hosts(),
                "mediary.store.timeout", "4s"};
    }
}
