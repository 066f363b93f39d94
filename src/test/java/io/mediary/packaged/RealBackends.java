package io.mediary.packaged;

import java.util.Map;

import io.mediary.testing.EmbeddedMedia;
import io.mediary.testing.RedisProcess;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A Redis and a media server for an instance that Quarkus starts. */
public final class RealBackends implements QuarkusTestResourceLifecycleManager {

    private RedisProcess redis;
    private EmbeddedMedia media;

    @Override
    public Map<String, String> start() {
        redis = new RedisProcess();
        media = new EmbeddedMedia();
        return Map.of("mediary.auth.enabled", "false", "quarkus.redis.hosts", redis.url().toString(),
                "mediary.kurento.urls", media.url().toString());
    }

    @Override
    public void stop() {
        if (media != null) {
            media.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
