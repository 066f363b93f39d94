package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/**
 * What a command costs over what it reads: {@code get_info} by REST, and an endpoint that does nothing but one read of the
 * same record, which is what counts; beside it one that also reads and writes its JSON. All are in the same process, with the same HTTP server
 * and Redis.
 */
@QuarkusTest
@TestProfile(GetInfoBench.WithBareRead.class)
class GetInfoBench {

    private static final String BARE = "bare endpoint, one Redis read (what counts)";
    private static final String PARSED = "bare endpoint, one Redis read, JSON read and written";
    private static final String MEDIARY = "get_info";
    private static final int WARM_UP = Size.of(20_000, 2);
    private static final int ROUNDS = Size.of(10_000, 10);
    private static final int WINDOWS = Size.of(5, 1);
    private static final Duration WINDOW = Duration.ofMillis(Size.of(2_000, 50));
    private static final int CONNECTIONS = 16;

    @TestHTTPResource
    URI server;
    @Inject
    RedisDataSource redis;
    @Inject
    ObjectMapper json;

    /** With the endpoint that it is compared with. */
    public static class WithBareRead implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(BareRead.PROPERTY, "true");
        }
    }

    /** A request. */
    private record Post(String path, String body) {

        void over(PlainHttp http) throws Exception {
            http.post(path, body);
        }
    }

    @Test
    void readsThroughMediaryAndBare() throws Exception {
        try (PlainHttp http = new PlainHttp(server)) {
            String id = json
                    .readTree(http.post("/v1/media/session/create",
                            "{\"type\":\"park\",\"wait_reply\":true,\"wait_timeout\":3600}"))
                    .at("/data/session_id").asText();
            String key = redis.key().keys("mediary:*s:" + id).get(0);
            Post bare = new Post("/bench/read", "{\"key\":\"" + key + "\"}");
            Post parsed = new Post("/bench/parse", bare.body);
            Post mediary = new Post("/v1/media/session/get_info", "{\"session_id\":\"" + id + "\"}");
            String read = http.post(bare.path, bare.body);
            String told = http.post(mediary.path, mediary.body);
            assertThat(read).contains(id);
            assertThat(json.readTree(http.post(parsed.path, parsed.body)).path("data")).isEqualTo(json.readTree(read));
            assertThat(json.readTree(told).at("/data/session_id").asText()).isEqualTo(id);

            Sheet sheet = new Sheet("get-info", "a session is read by REST").contest(
                    new Contest().way(BARE, () -> timed(http, bare)).way(PARSED, () -> timed(http, parsed))
                            .way(MEDIARY, () -> timed(http, mediary))
                            .run(WARM_UP, ROUNDS),
                    BARE);
            throughput(sheet, Map.of(BARE, bare, PARSED, parsed, MEDIARY, mediary));
            sheet.note("Answers: bare " + read.length() + " characters, get_info " + told.length() + ".").write();
            http.post("/v1/media/session/destroy", mediary.body);
        }
    }

    private static long timed(PlainHttp http, Post post) throws Exception {
        long begun = System.nanoTime();
        post.over(http);
        return System.nanoTime() - begun;
    }

    /** Windows of full load in turns. */
    private void throughput(Sheet sheet, Map<String, Post> posts) throws Exception {
        Map<String, Samples> rates = posts.keySet().stream()
                .collect(Collectors.toMap(way -> way, way -> new Samples()));
        Map<String, Samples> costs = posts.keySet().stream()
                .collect(Collectors.toMap(way -> way, way -> new Samples()));
        for (int window = 0; window < WINDOWS; window++) {
            for (String way : window % 2 == 0 ? List.of(BARE, PARSED, MEDIARY) : List.of(MEDIARY, PARSED, BARE)) {
                load(posts.get(way), rates.get(way), costs.get(way));
            }
        }
        assertThat(rates.values()).allSatisfy(samples -> assertThat(samples.median()).isPositive());
        sheet.note(CONNECTIONS + " connections, each with one request at a time; processor time without that of the "
                + "load's own threads; medians of " + WINDOWS + " windows of " + WINDOW.toMillis() + " ms:").note("");
        sheet.head("", "requests/s", "ratio", "processor µs a request", "ratio");
        for (String way : List.of(BARE, PARSED, MEDIARY)) {
            sheet.row(way, rates.get(way).median(), rates.get(way).median() / rates.get(BARE).median(),
                    costs.get(way).median(), costs.get(way).median() / costs.get(BARE).median());
        }
    }

    private void load(Post post, Samples rates, Samples costs) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        AtomicLong own = new AtomicLong();
        AtomicLong done = new AtomicLong();
        try {
            long begun = System.nanoTime();
            long cpu = system.getProcessCpuTime();
            long end = begun + WINDOW.toNanos();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                running.add(threads.submit(() -> {
                    try (PlainHttp http = new PlainHttp(server)) {
                        do {
                            post.over(http);
                            done.incrementAndGet();
                        } while (System.nanoTime() < end);
                    }
                    return own.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            rates.add(done.get() * 1e9 / (System.nanoTime() - begun));
            costs.add((system.getProcessCpuTime() - cpu - own.get()) / 1e3 / done.get());
        } finally {
            threads.shutdownNow();
        }
    }
}
