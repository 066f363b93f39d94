package io.mediary.faults;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mediary.testing.HaProxy;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/**
 * Instances are added, told to stop and killed at random behind haproxy, as an autoscaler and its accidents would have it:
 * nothing is lost. Half a minute long; ten with {@code -Psoak}.
 */
@RequiresChromium
@RequiresCommand({"redis-server", "haproxy"})
class SoakIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("mediary.soak", 30));
    private static final int MOST = 4;
    private static final int LEAST = 2;

    private static Scene scene;

    @BeforeAll
    static void start() {
        scene = new Scene("soak", Scale.ofThisRun(), HaProxy::new);
    }

    @AfterAll
    static void stop() {
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void nothingIsLostWhileInstancesComeAndGo() {
        scene.check(Case.of("instances come and go for " + LENGTH.toSeconds() + " s", SoakIT::comeAndGo));
    }

    private static OptionalLong comeAndGo() {
        Plant plant = scene.plant();
        Random random = new Random();
        long end = System.nanoTime() + LENGTH.toNanos();
        long longest = 0;
        while (System.nanoTime() < end) {
            int running = plant.running().size();
            if (running <= LEAST || running < MOST && random.nextBoolean()) {
                plant.start();
                System.out.println("  one more: " + plant.running().size());
            } else {
                Plant.Running victim = plant.running().get(random.nextInt(running));
                boolean kill = random.nextInt(3) == 0;
                long time = scene.trial().adopted(() -> {
                    if (kill) {
                        plant.kill(victim);
                    } else {
                        plant.stop(victim);
                    }
                }).getAsLong();
                longest = time < 0 || longest < 0 ? -1 : Math.max(longest, time);
                System.out.println("  one " + (kill ? "killed" : "stopped") + ", adopted after " + time + " ms");
            }
            Trial.pause(Duration.ofMillis(1_000 + random.nextInt(4_000)));
        }
        return OptionalLong.of(longest);
    }
}
