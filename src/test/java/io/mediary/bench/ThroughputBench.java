package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.RequiresCommand;

/**
 * Whether instances get in one another's way: the same clients over one, two and three instances that share a Redis. Where
 * they share the processors, too, it is not the rate that tells but what a command costs each process.
 */
@RequiresCommand("redis-server")
class ThroughputBench {

    private static final int INSTANCES = Size.trial() ? 2 : 3;
    /** A multiple of one, two and three. */
    private static final int CLIENTS = Size.of(24, 6);
    private static final int WINDOWS = Size.of(5, 1);
    private static final int WARM_UP = Size.of(2, 0);
    private static final Duration WINDOW = Duration.ofMillis(Size.of(3_000, 50));
    private static final int LOOKS = 3;

    /** What was measured with so many instances. */
    private static final class Measured {

        private final Samples rate = new Samples();
        private final Samples instances = new Samples();
        private final Samples redis = new Samples();
        private final Samples media = new Samples();
    }

    @Test
    void sharesOneRedis() throws Exception {
        List<List<Client>> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Site site = new Site("throughput")) {
            Jvm media = site.mediaProcess();
            List<Jvm> processes = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                Site.Instance instance = site.instance(URI.create(media.address()));
                processes.add(instance.jvm());
                clients.add(login(instance));
            }
            Map<Integer, Measured> results = new TreeMap<>();
            for (int window = -WARM_UP; window < WINDOWS; window++) {
                for (int turn = 0; turn < INSTANCES; turn++) {
                    int count = 1 + (turn + window + WARM_UP) % INSTANCES;
                    Measured measured = window < 0
                            ? new Measured()
                            : results.computeIfAbsent(count, none -> new Measured());
                    measure(site, media, processes, spread(clients, count), threads, measured);
                }
            }
            assertThat(results).hasSize(INSTANCES);
            write(results);
        } finally {
            threads.shutdownNow();
            for (Client client : clients.stream().flatMap(List::stream).toList()) {
                client.close();
            }
        }
    }

    private static void write(Map<Integer, Measured> results) {
        Sheet sheet = new Sheet("throughput", CLIENTS + " clients, each with one command at a time (create, "
                + LOOKS + " get_info, 2 update_media, destroy), over one, two and three instances").head("instances",
                        "commands/s", "ratio", "instances, ms a command", "ratio", "Redis, ms a command", "ratio",
                        "media server, ms a command");
        Measured one = results.get(1);
        results.forEach((count, measured) -> sheet.row(count, measured.rate.median(),
                measured.rate.median() / one.rate.median(), measured.instances.median(),
                measured.instances.median() / one.instances.median(), measured.redis.median(),
                measured.redis.median() / one.redis.median(), measured.media.median()));
        sheet.note("Processor time; the three instances run all the while, with or without clients. Medians of "
                + WINDOWS + " windows of " + WINDOW.toMillis() + " ms.").write();
    }

    private static void measure(Site site, Jvm media, List<Jvm> processes, List<Client> clients,
            ExecutorService threads, Measured measured) throws Exception {
        double instances = processes.stream().mapToDouble(Jvm::cpu).sum();
        double redis = site.redisCpu();
        double server = media.cpu();
        AtomicLong commands = new AtomicLong();
        long begun = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (Client client : clients) {
            running.add(threads.submit(() -> {
                do {
                    commands.addAndGet(round(client));
                } while (System.nanoTime() - begun < WINDOW.toNanos());
                return null;
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        measured.rate.add(commands.get() * 1e9 / (System.nanoTime() - begun));
        measured.instances.add((processes.stream().mapToDouble(Jvm::cpu).sum() - instances) / commands.get());
        measured.redis.add((site.redisCpu() - redis) / commands.get());
        measured.media.add((media.cpu() - server) / commands.get());
    }

    /** A session's life; how many commands that is. */
    private static int round(Client client) throws IOException {
        JsonNode id = client.call("media/session/create", "type", "park", "wait_reply", true, "offer",
                ParkedPhone.offer()).path("session_id");
        for (int i = 0; i < LOOKS; i++) {
            client.call("media/session/get_info", "session_id", id);
        }
        client.call("media/session/update_media", "session_id", id, "mute_audio", true);
        client.call("media/session/update_media", "session_id", id, "mute_audio", false);
        client.call("media/session/destroy", "session_id", id);
        return LOOKS + 4;
    }

    private static List<Client> login(Site.Instance instance) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Client.login(instance.socket(), "bench"));
        }
        return clients;
    }

    /** As many clients as ever, over so many instances. */
    private static List<Client> spread(List<List<Client>> clients, int instances) {
        return clients.subList(0, instances).stream()
                .flatMap(some -> some.subList(0, CLIENTS / instances).stream()).toList();
    }
}
