package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.RequiresCommand;

/**
 * Whether a session costs more where many live. Two sites of the same kind, one with few sessions and one with many, are
 * measured in turns; both have made as many sessions before, so that their compilers know the same.
 */
@RequiresCommand("redis-server")
class SessionCostBench {

    private static final int FEW = Size.of(100, 10);
    private static final int MANY = Size.of(10_000, 50);
    private static final int CONNECTIONS = Size.of(50, 5);
    private static final int MAKERS = 5;
    private static final int WARM_UP = Size.of(3_000, 5);
    private static final int BLOCKS = Size.of(25, 2);
    private static final int BLOCK = Size.of(200, 5);
    /** Longer than the longest period of what an instance does by itself. */
    private static final Duration IDLE = Duration.ofSeconds(Size.of(70, 0));

    /** A plant with so many sessions. */
    private static final class Town implements AutoCloseable {

        private final int sessions;
        private final Site site;
        private final Jvm instance;
        private final List<Client> clients = new ArrayList<>();
        private final Samples made = new Samples();
        private final Samples instanceCpu = new Samples();
        private final Samples redisCpu = new Samples();
        private int next;
        private double idle;

        private Town(int sessions) throws IOException {
            this.sessions = sessions;
            site = new Site("session-cost-" + sessions);
            Site.Instance started = site.instance(URI.create(site.mediaProcess().address()));
            instance = started.jvm();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(Client.login(started.socket(), "bench"));
            }
        }

        /** Makes as many sessions as the larger one has, and keeps its own number. */
        private void settle() throws Exception {
            ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
            try {
                List<Future<?>> making = new ArrayList<>();
                for (int maker = 0; maker < MAKERS; maker++) {
                    int first = maker;
                    making.add(makers.submit(() -> {
                        for (int i = first; i < MANY; i += MAKERS) {
                            Client client = clients.get(i % CONNECTIONS);
                            JsonNode id = make(client);
                            if (i >= sessions) {
                                end(client, id);
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> one : making) {
                    one.get();
                }
            } finally {
                makers.shutdownNow();
            }
        }

        /** Sessions come and go, one after the other. */
        private void block(int count, boolean counts) throws IOException {
            double cpu = instance.cpu();
            double redis = site.redisCpu();
            for (int i = 0; i < count; i++) {
                Client client = clients.get(next++ % CONNECTIONS);
                long begun = System.nanoTime();
                JsonNode id = make(client);
                if (counts) {
                    made.add((System.nanoTime() - begun) / 1e6);
                }
                end(client, id);
            }
            if (counts) {
                instanceCpu.add((instance.cpu() - cpu) / count);
                redisCpu.add((site.redisCpu() - redis) / count);
            }
        }

        private void drain() throws IOException {
            for (Client client : clients) {
                client.idle();
            }
        }

        private static JsonNode make(Client client) throws IOException {
            return client.call("media/session/create", "type", "park", "wait_reply", true, "offer",
                    ParkedPhone.offer()).path("session_id");
        }

        private static void end(Client client, JsonNode id) throws IOException {
            client.call("media/session/destroy", "session_id", id);
        }

        /** How many the index of their owner has. */
        private int living() {
            return site.redis().command("KEYS", "mediary:*user*bench*") instanceof List<?> keys
                    ? keys.stream().mapToInt(key -> ((Number) site.redis().command("ZCARD", (String) key)).intValue())
                            .sum()
                    : 0;
        }

        @Override
        public void close() throws IOException {
            for (Client client : clients) {
                client.close();
            }
            site.close();
        }
    }

    @Test
    void costsTheSameHoweverManyLive() throws Exception {
        try (Town few = new Town(FEW); Town many = new Town(MANY)) {
            List<Town> towns = List.of(few, many);
            for (Town town : towns) {
                town.settle();
                town.block(WARM_UP, false);
                town.drain();
            }
            idle(towns);
            for (int block = 0; block < BLOCKS; block++) {
                for (Town town : block % 2 == 0 ? List.of(few, many) : List.of(many, few)) {
                    town.block(BLOCK, true);
                    town.drain();
                }
            }
            await().untilAsserted(() -> assertThat(few.living()).isEqualTo(FEW));
            await().untilAsserted(() -> assertThat(many.living()).isEqualTo(MANY));
            write(few, many);
        }
    }

    /** What an instance does by itself meanwhile. */
    private static void idle(List<Town> towns) throws InterruptedException {
        List<Double> before = towns.stream().map(town -> town.instance.cpu()).toList();
        TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
        for (int i = 0; i < towns.size(); i++) {
            towns.get(i).idle = (towns.get(i).instance.cpu() - before.get(i)) / Math.max(1, IDLE.toSeconds());
        }
    }

    private static void write(Town few, Town many) {
        Sheet sheet = new Sheet("session-cost", "a parked phone comes and goes while others live").head("sessions",
                "n", "create, median ms", "p90 ms", "instance, ms a session", "Redis, ms a session",
                "idle instance, ms a second");
        for (Town town : List.of(few, many)) {
            sheet.row(town.sessions, town.made.count(), town.made.median(), town.made.percentile(90),
                    town.instanceCpu.median(), town.redisCpu.median(), town.idle);
        }
        sheet.row("ratio", "", many.made.median() / few.made.median(),
                many.made.percentile(90) / few.made.percentile(90),
                many.instanceCpu.median() / few.instanceCpu.median(),
                many.redisCpu.median() / few.redisCpu.median(), "");
        sheet.note("Processor time of create and destroy together, medians of " + BLOCKS + " blocks of " + BLOCK
                + ".").write();
    }
}
