package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.mediary.testing.CuttingProxy;
import io.mediary.testing.MediaServer;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RedisProcess;

/** A Redis, a media server, and instances of the packaged application over them. */
final class Cluster implements AutoCloseable {

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final String name;
    private final RedisProcess redis = new RedisProcess();
    private final MediaServer media = MediaServer.start();
    /** One for all instances: the address is what names a media server. */
    private final CuttingProxy kurento = CuttingProxy.kurento(media.url());
    private final Map<String, String> scripts = new ConcurrentHashMap<>();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    Cluster(String name) {
        this.name = name;
    }

    /** An instance with a proxy of its own before its Redis. */
    record Watched(MediaryProcess instance, CuttingProxy redis) {
    }

    /** Starts an instance; further settings as key, value, key, value. */
    MediaryProcess instance(String... settings) {
        return start(redis.port(), settings);
    }

    /** Starts two of them side by side. */
    List<MediaryProcess> two(String... settings) {
        return MediaryProcess.sideBySide(() -> instance(settings), () -> instance(settings));
    }

    /** The same behind a proxy of its own. */
    Watched watched(String... settings) {
        CuttingProxy toRedis = keep(CuttingProxy.redis(redis.url(), scripts));
        return new Watched(start(toRedis.port(), settings), toRedis);
    }

    RedisProcess redis() {
        return redis;
    }

    MediaServer media() {
        return media;
    }

    /** What stands before the media server for all instances. */
    CuttingProxy kurento() {
        return kurento;
    }

    /** Waits until nothing of sessions, rooms and calls is left, at the media server and in Redis. */
    void isLeftEmpty() {
        await("media objects").atMost(Party.PATIENCE).until(() -> media.openObjects() <= 1);
        await("what is left in Redis").atMost(Party.PATIENCE)
                .untilAsserted(() -> assertThat(new Remains(redis).left()).isEmpty());
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        kurento.close();
        media.close();
        redis.close();
    }

    private MediaryProcess start(int redisPort, String... settings) {
        Map<String, String> properties = new HashMap<>(Map.of("mediary.auth.enabled", "false",
                "quarkus.redis.hosts", "redis://127.0.0.1:" + redisPort,
                "mediary.kurento.urls", "ws://127.0.0.1:" + kurento.port() + "/kurento"));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        return keep(MediaryProcess.start(name + "-" + STARTED.incrementAndGet(), properties));
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }
}
