package io.mediary.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/**
 * Every part of a plant fails in turn, under a steady load; nothing is lost but what was on a media server that died. Each
 * fault prints a row of the table in {@code docs/reliability.md}. {@code -Pfaults} is the whole of it.
 */
@RequiresChromium
@RequiresCommand({"redis-server", "kill"})
class FaultsIT {

    private static final Scale SCALE = Scale.ofThisRun();
    private static final Duration REDIS_PAUSE = Duration.ofSeconds(10);
    /** Six seconds from the last heartbeat, and what a busy machine adds. */
    private static final long DEALT_WITH = 8_000;
    private static final int SHOWN = 12;

    private static final List<Caller> CALLERS = new ArrayList<>();
    private static Plant plant;
    private static LogReader log;
    private static Load load;
    private static Viewer viewer;
    private static Trial trial;
    private static Ledger ledger;

    @BeforeAll
    static void start() throws IOException {
        Files.deleteIfExists(Path.of("target/faults/table.md"));
        plant = new Plant("faults");
        for (int i = 0; i < SCALE.instances(); i++) {
            plant.start();
        }
        HttpClient http = HttpClient.newHttpClient();
        ledger = new Ledger();
        log = new LogReader(plant.redis(), ledger);
        for (int i = 0; i < SCALE.clients(); i++) {
            Caller caller = Caller.connect(http, plant.socket(), "client-" + i, ledger);
            log.follow(caller.user(), caller::connection);
            ledger.subscribed(caller.user(), Load.HALL);
            CALLERS.add(caller);
        }
        load = new Load(CALLERS, SCALE.commands());
        load.fill(SCALE.sessions());
        viewer = new Viewer(plant.address(), 2, ledger, log);
        trial = new Trial(plant, load, CALLERS, viewer, log, ledger, http, SCALE.watch());
    }

    @AfterAll
    static void stop() {
        CALLERS.forEach(Caller::close);
        Stream.of(load, viewer, log, plant).filter(Objects::nonNull).forEach(FaultsIT::close);
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> faults() {
        MediaServer first = plant.mediaServers().get(0);
        MediaServer second = plant.mediaServers().get(1);
        List<DynamicTest> always = List.of(
                fault("nothing", OptionalLong::empty),
                fault("instance killed (SIGKILL)", () -> trial.adopted(() -> plant.kill(plant.running().get(0)))),
                fault("instance stopped (SIGTERM)", () -> trial.adopted(() -> plant.stop(plant.running().get(0)))),
                fault("Redis restarted, with its data", done(() -> {
                    plant.redis().stop();
                    plant.redis().start();
                })),
                fault("clients' sockets cut", done(plant.door()::cut)),
                fault("media server killed", first, first::kill, first::start));
        List<DynamicTest> whole = List.of(
                fault("rolling restart of all instances", this::rollingRestart),
                fault("Redis paused for 10 s", done(FaultsIT::pauseRedis)),
                fault("sockets to the media servers cut",
                        done(() -> plant.mediaServers().forEach(MediaServer::cut))),
                fault("sockets to Redis cut", done(plant.redis()::cut)),
                fault("media server restarted", second, () -> {
                    second.kill();
                    second.start();
                }, () -> {
                }));
        return Stream.of(always, SCALE.whole() ? whole : List.<DynamicTest>of()).flatMap(List::stream);
    }

    private OptionalLong rollingRestart() {
        long longest = 0;
        for (Plant.Running former : List.copyOf(plant.running())) {
            plant.start();
            long time = trial.adopted(() -> plant.stop(former)).getAsLong();
            longest = time < 0 || longest < 0 ? -1 : Math.max(longest, time);
        }
        return OptionalLong.of(longest);
    }

    private static void pauseRedis() {
        plant.redis().pause();
        try {
            Trial.pause(REDIS_PAUSE);
        } finally {
            plant.redis().resume();
        }
    }

    /** A fault after which nothing is to be adopted. */
    private static Trial.Fault done(Runnable fault) {
        return () -> {
            fault.run();
            return OptionalLong.empty();
        };
    }

    private static DynamicTest fault(String name, Trial.Fault fault) {
        return DynamicTest.dynamicTest(name, () -> {
            complete();
            report(trial.run(name, "", fault, () -> {
            }), "");
        });
    }

    private static DynamicTest fault(String name, MediaServer dead, Runnable fault, Runnable mends) {
        String url = dead.url().toString();
        return DynamicTest.dynamicTest(name, () -> {
            complete();
            report(trial.run(name, url, () -> trial.ended(url, fault), mends), url);
        });
    }

    /** What the last fault took is there again. */
    private static void complete() {
        while (plant.running().size() < SCALE.instances()) {
            plant.start();
        }
        load.fill(SCALE.sessions());
    }

    private static void report(Row row, String dead) {
        row.print();
        trial.findings().stream().limit(SHOWN).forEach(finding -> System.out.println("  " + finding));
        System.out.println("  findings: " + trial.findings().size());
        SoftAssertions all = new SoftAssertions();
        all.assertThat(row.lost()).as("sessions lost").isZero();
        all.assertThat(row.ended()).as("sessions of the dead media server").matches(n -> dead.isEmpty() == (n == 0));
        all.assertThat(row.eventsLost()).as("events lost").isZero();
        all.assertThat(row.eventsDoubled()).as("events doubled").isZero();
        all.assertThat(row.mediaEvents()).as("instances without media events").isZero();
        row.adopted().ifPresent(time -> all.assertThat(time).as("dealt with after, ms").isBetween(0L, DEALT_WITH));
        all.assertThat(row.objects()).as("objects left over").isZero();
        all.assertThat(row.keys()).as("keys left over").isZero();
        all.assertAll();
    }
}
