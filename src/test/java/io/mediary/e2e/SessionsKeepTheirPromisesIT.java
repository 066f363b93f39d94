package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import io.mediary.testing.ApiClient;
import io.mediary.testing.MediaGraph;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RedisProcess;
import io.mediary.testing.SilentMedia;

/**
 * Clients at two instances send random commands about the same few sessions and rooms, all at once. When that is over,
 * everything that {@link Promises} lists must hold, and when all is destroyed, nothing is left. A failure names its seed:
 * {@code -Dmediary.promises.seed=N} tries that one again (what the clients do is the same, what meets what is not), and
 * {@code -Dmediary.promises.seconds=N} goes on for so long. {@code target/e2e/promises-SEED.txt} tells what happened.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SessionsKeepTheirPromisesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CLIENTS = 4;
    private static final int COMMANDS = 60;
    private static final int SEEDS = 6;
    private static final int RACES = 6;

    /** What is done before all promises must hold. */
    private interface Act {

        void run(long seed, List<ApiClient> clients, Journal journal);
    }

    private final RedisProcess redis = new RedisProcess();
    private final SilentMedia media = new SilentMedia();
    private final Remains remains = new Remains(redis);
    private List<MediaryProcess> instances;

    @BeforeAll
    void start() {
        Map<String, String> settings = Map.of("mediary.auth.enabled", "false", "quarkus.redis.hosts",
                redis.url().toString(), "mediary.kurento.urls", media.url().toString(),
                "mediary.connection.resume-window", "5s");
        instances = MediaryProcess.sideBySide(() -> MediaryProcess.start("promises-1", settings),
                () -> MediaryProcess.start("promises-2", settings));
        instances.forEach(this::warm);
    }

    @AfterAll
    void stop() {
        instances.forEach(MediaryProcess::close);
        media.close();
        redis.close();
    }

    /** Under load the first commands of a new process may take longer than anybody waits for them. */
    private void warm(MediaryProcess instance) {
        Awaitility.await(instance + " is warm").atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (ApiClient client = ApiClient.login(instance.socket(), "warmer")) {
                String id = client.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply",
                        true).path("session_id").asText();
                client.request("media/session/destroy", "session_id", id);
                return true;
            }
        });
    }

    @Test
    void whateverTheirClientsDo() {
        forSeeds(SEEDS, seed -> keptBy(seed, this::actAtRandom));
    }

    @Test
    void whenCommandsGetIntoEachOthersWay() {
        forSeeds(RACES, seed -> keptBy(seed, this::race));
    }

    private static void forSeeds(int times, LongConsumer test) {
        if (System.getProperty("mediary.promises.seed") != null) {
            test.accept(Long.getLong("mediary.promises.seed"));
            return;
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("mediary.promises.seconds", 0));
        Random seeds = new Random();
        for (int i = 0; i < times || System.nanoTime() < until; i++) {
            test.accept(seeds.nextLong());
        }
    }

    private void keptBy(long seed, Act act) {
        Journal journal = new Journal();
        List<String> broken = new ArrayList<>();
        try (ApiClient observer = connect(0, "observer"); MediaGraph graph = new MediaGraph(media.url())) {
            observer.request("core/event/subscribe", "class", "media");
            Promises promises = new Promises(observer, redis, graph);
            List<ApiClient> clients = Stream.iterate(0, i -> i + 1).limit(CLIENTS).map(i -> connect(i, "user" + i % 3))
                    .toList();
            act.run(seed, clients, journal);
            journal.note("all is answered");
            broken.addAll(settled("promises", () -> {
                List<String> open = remains.underWay();
                return open.isEmpty() ? promises.broken() : open;
            }));
            broken.addAll(journal.offences());
            journal.note("live: " + promises.sessions().keySet() + " in " + promises.rooms().keySet());
            destroyAll(promises, clients, journal);
            broken.addAll(settled("the end", () -> ended(promises)));
            clients.forEach(ApiClient::close);
            observer.events().forEach(event -> journal
                    .note("event " + event.subclass() + " " + event.object() + " " + event.type() + " " + event.body()
                            .toString().replaceAll("\"sdp\":\"[^\"]*\"", "\"sdp\":…")));
        }
        Path file = Path.of("target/e2e/promises-" + seed + ".txt");
        if (!broken.isEmpty()) {
            journal.write(file, broken);
        }
        assertThat(broken).as("seed %d, see %s", seed, file).isEmpty();
        media.forget();
    }

    private void actAtRandom(long seed, List<ApiClient> clients, Journal journal) {
        Known known = new Known();
        Random seeds = new Random(seed);
        together(clients.size(), i -> {
            RandomClient client = new RandomClient("client" + i, clients.get(i), known, journal, seeds.nextLong());
            return () -> client.run(COMMANDS);
        });
    }

    private void race(long seed, List<ApiClient> clients, Journal journal) {
        Random seeds = new Random(seed);
        together(CLIENTS / 2, i -> new Races(clients.get(2 * i), clients.get(2 * i + 1), journal,
                seeds.nextLong())::run);
    }

    private static void together(int threads, IntFunction<Runnable> work) {
        List<CompletableFuture<Void>> running = IntStream.range(0, threads).mapToObj(work)
                .map(each -> CompletableFuture.runAsync(each, command -> new Thread(command).start())).toList();
        running.forEach(CompletableFuture::join);
    }

    /** All at once, and from all sides: what is tied or bridged ends at both ends. */
    private static void destroyAll(Promises promises, List<ApiClient> clients, Journal journal) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        promises.broken();
        promises.sessions().keySet().forEach(id -> sent.add(clients.get(sent.size() % clients.size())
                .send("media/session/destroy", ApiClient.data("session_id", id)).handle((done, failure) -> done)));
        promises.rooms().keySet().forEach(id -> sent.add(clients.get(sent.size() % clients.size())
                .send("media/room/destroy", ApiClient.data("room_id", id)).handle((done, failure) -> done)));
        sent.forEach(CompletableFuture::join);
        journal.note("all is destroyed");
    }

    private List<String> ended(Promises promises) {
        List<String> broken = new ArrayList<>(promises.broken());
        promises.sessions().keySet().forEach(id -> broken.add(id + " lives on"));
        promises.rooms().keySet().forEach(id -> broken.add("room " + id + " lives on"));
        if (media.openObjects() > 1) {
            broken.add("the media server has " + media.openObjects() + " objects");
        }
        broken.addAll(remains.left());
        return broken;
    }

    /** What is still broken after a while. */
    private static List<String> settled(String what, Supplier<List<String>> look) {
        List<String> last = new ArrayList<>();
        try {
            Awaitility.await(what).pollInSameThread().atMost(PATIENCE).pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        last.clear();
                        last.addAll(look.get());
                        return last.isEmpty();
                    });
        } catch (ConditionTimeoutException broken) {
            return last;
        }
        return List.of();
    }

    private ApiClient connect(int number, String user) {
        return ApiClient.login(instances.get(number % instances.size()).socket(), user);
    }
}
