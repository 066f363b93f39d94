package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RedisSentinel;
import io.mediary.testing.RedisServer;
import io.mediary.testing.RequiresCommand;

/** Two instances whose Redis is paused, restarted with its data or without, or replaced by its replica. */
@RequiresCommand("redis-server")
class RedisTroubleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int UNAVAILABLE = 100052;
    private static final int TIMEOUT = 100005;
    private static final int SESSION_NOT_FOUND = 100062;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Cluster cluster = new Cluster("redis-trouble");
    private MediaryProcess first;
    private MediaryProcess second;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        cluster.close();
    }

    @Test
    void nothingIsLostWhenRedisIsPausedForTenSeconds() {
        RedisServer redis = keep(new RedisServer());
        start("quarkus.redis.hosts", redis.url().toString());
        nothingIsLost(redis::pause, Duration.ofSeconds(10), redis::goOn);
    }

    @Test
    void nothingIsLostWhenRedisIsRestartedWithItsData() {
        RedisServer redis = keep(new RedisServer("--appendonly", "yes", "--appendfsync", "always"));
        start("quarkus.redis.hosts", redis.url().toString());
        nothingIsLost(redis::kill, Duration.ofSeconds(3), redis::start);
    }

    @Test
    void sessionsLiveOnWhenAReplicaTakesOverFromAMasterThatHangs() {
        RedisSentinel redis = keep(new RedisSentinel());
        start("quarkus.redis.client-type", "sentinel", "quarkus.redis.master-name", RedisSentinel.NAME,
                "quarkus.redis.hosts", redis.hosts());
        nothingIsLost(redis.first()::pause, Duration.ZERO, redis::awaitFailOver);
        redis.first().goOn();
    }

    @Test
    void clientsOfARedisThatCameBackEmptyAreToldAndBeginAnew() {
        RedisServer redis = keep(new RedisServer());
        start("quarkus.redis.hosts", redis.url().toString(), "mediary.connection.resume-window", "6s");
        ApiClient client = keep(ApiClient.login(first.socket(), "alice"));
        String id = client.request("media/session/create", "type", "park", "wait_reply", true)
                .path("session_id").asText();
        redis.kill();
        redis.start();
        await("the client is told").atMost(PATIENCE).untilAsserted(() -> assertThat(client.events(id))
                .anyMatch(event -> event.type().equals("resync") && event.body().isEmpty()));
        await("its connection is gone").atMost(PATIENCE).until(() -> client.closed().isDone());
        ApiClient again = keep(ApiClient.login(second.socket(), "alice"));
        assertThat(again.request("media/session/get_list")).isEmpty();
        assertThat(code(again, "media/session/get_info", "session_id", id)).isEqualTo(SESSION_NOT_FOUND);
        String other = again.request("media/session/create", "type", "park", "wait_reply", true)
                .path("session_id").asText();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(again, other)).contains("created"));
    }

    private void nothingIsLost(Runnable trouble, Duration length, Runnable end) {
        ApiClient listener = keep(ApiClient.login(first.socket(), "alice"));
        ApiClient speaker = keep(ApiClient.login(second.socket(), "alice"));
        listener.request("core/event/subscribe", "class", "chat", "obj_id", "room");
        String id = listener.request("media/session/create", "type", "park", "wait_reply", true)
                .path("session_id").asText();
        List<Integer> said = new ArrayList<>();
        say(speaker, said, 0);

        trouble.run();
        long since = System.nanoTime();
        long longest = 0;
        for (int i = 1; i < 4 || System.nanoTime() - since < length.toNanos(); i++) {
            long asked = System.nanoTime();
            say(speaker, said, i);
            assertThat(code(listener, "media/session/get_info", "session_id", id)).isIn(UNAVAILABLE, TIMEOUT, 0);
            longest = Math.max(longest, System.nanoTime() - asked);
        }
        assertThat(Duration.ofNanos(longest)).as("two commands, one after the other").isLessThan(Duration.ofSeconds(8));
        end.run();

        await("commands work again").atMost(Duration.ofSeconds(12))
                .until(() -> code(listener, "media/session/get_info", "session_id", id) == 0);
        int next = said.size() + 1000;
        await().atMost(PATIENCE).until(() -> say(speaker, said, next));
        await("events come again").atMost(PATIENCE)
                .untilAsserted(() -> assertThat(numbers(listener)).containsAll(said));
        assertThat(listener.events("room").stream().map(Received::id).distinct().count())
                .as("each once by its event_id").isEqualTo(listener.events("room").stream()
                        .map(event -> event.id() + event.body().path("n")).distinct().count());
        assertThat(listener.closed()).as("the sockets stay").isNotDone();
        assertThat(speaker.closed()).isNotDone();
        assertThat(types(listener, id)).doesNotContain("destroyed");
        listener.request("media/session/destroy", "session_id", id);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(listener, id)).containsOnlyOnce("destroyed"));
    }

    private boolean say(ApiClient speaker, List<Integer> said, int n) {
        if (code(speaker, "core/event/send_event", "class", "chat", "type", "said", "obj_id", "room", "body",
                ApiClient.data("n", n)) == 0) {
            said.add(n);
            return true;
        }
        return false;
    }

    /** 0: ok. */
    private static int code(ApiClient client, String command, Object... data) {
        CompletableFuture<JsonNode> answer = client.send(command, ApiClient.data(data));
        try {
            answer.join();
            return 0;
        } catch (CompletionException e) {
            if (e.getCause() instanceof ErrorAnswer error) {
                return error.code();
            }
            throw e;
        }
    }

    private void start(String... settings) {
        List<MediaryProcess> both = cluster.two(settings);
        first = both.get(0);
        second = both.get(1);
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(0, one);
        return one;
    }

    private static List<Integer> numbers(ApiClient client) {
        return client.events("room").stream().map(event -> event.body().path("n").asInt()).toList();
    }

    private static List<String> types(ApiClient client, String object) {
        return client.events(object).stream().map(Received::type).toList();
    }
}
