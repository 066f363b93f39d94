package io.mediary.store;

import io.mediary.testing.RedisSentinel;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/** Clients of every kind of Redis, set as in {@code application.properties}; what hangs is given up after 2 s instead of 6. */
public final class RedisClients {

    private static final int HANGS_SECONDS = 2;

    private RedisClients() {
    }

    /** Of one Redis, or a proxy before it. */
    public static Redis standalone(Vertx vertx, int port) {
        return Redis.createClient(vertx, options("redis://127.0.0.1:" + port));
    }

    /** Of a cluster: its hosts, with commas between. */
    public static Redis cluster(Vertx vertx, String hosts) {
        return Redis.createClient(vertx, options(hosts).setType(RedisClientType.CLUSTER).setHashSlotCacheTTL(1000));
    }

    /** Of what Sentinels watch: their hosts, with commas between. */
    public static Redis sentinel(Vertx vertx, String hosts) {
        return Redis.createClient(vertx, options(hosts).setType(RedisClientType.SENTINEL)
                .setMasterName(RedisSentinel.NAME).setTopologyCacheTTL(1000));
    }

    private static RedisOptions options(String hosts) {
        RedisOptions options = new RedisOptions().setMaxPoolSize(24).setMaxPoolWaiting(4096)
                .setNetClientOptions(new NetClientOptions().setReadIdleTimeout(HANGS_SECONDS));
        for (String host : hosts.split(",")) {
            options.addConnectionString(host);
        }
        return options;
    }
}
