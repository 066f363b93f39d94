package io.mediary.faults;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.mediary.testing.Passage;
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

    private static final Passage DOOR = new Passage();
    private static Scene scene;
    private static Plant plant;
    private static Trial trial;

    @BeforeAll
    static void start() {
        scene = new Scene("faults", SCALE, directory -> DOOR);
        plant = scene.plant();
        trial = scene.trial();
    }

    @AfterAll
    static void stop() {
        if (scene != null) {
            scene.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> faults() {
        MediaServer first = plant.mediaServers().get(0);
        MediaServer second = plant.mediaServers().get(1);
        List<DynamicTest> always = List.of(
                fault("instance killed (SIGKILL)", () -> trial.adopted(() -> plant.kill(plant.running().get(0)))),
                orderly("instance stopped (SIGTERM)", () -> trial.adopted(() -> plant.stop(plant.running().get(0)))),
                fault("Redis restarted, with its data", done(() -> {
                    plant.redis().stop();
                    plant.redis().start();
                })),
                fault("clients' sockets cut", done(DOOR::cut)),
                death("media server killed", first, first::kill, first::start));
        List<DynamicTest> whole = List.of(
                orderly("nothing, for comparison", OptionalLong::empty),
                orderly("rolling restart of all instances", this::rollingRestart),
                fault("Redis paused for 10 s", done(FaultsIT::pauseRedis)),
                fault("sockets to the media servers cut",
                        done(() -> plant.mediaServers().forEach(MediaServer::cut))),
                fault("sockets to Redis cut", done(plant::cutRedis)),
                death("media server restarted", second, () -> {
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
            plant.redis().goOn();
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
        return row(Case.of(name, fault));
    }

    private static DynamicTest orderly(String name, Trial.Fault fault) {
        return row(Case.orderly(name, fault));
    }

    private static DynamicTest death(String name, MediaServer dead, Runnable fault, Runnable mends) {
        String url = dead.url().toString();
        return row(Case.death(name, url, () -> trial.ended(url, fault), mends));
    }

    private static DynamicTest row(Case what) {
        return DynamicTest.dynamicTest(what.name(), () -> scene.check(what));
    }
}
