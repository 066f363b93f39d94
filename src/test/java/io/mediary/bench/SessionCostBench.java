package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

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
    private static final int WARM_UP = Size.of(2_000, 5);
    private static final int BLOCKS = Size.of(20, 2);
    private static final int BLOCK = Size.of(200, 5);
    /** Longer than the longest period of what an instance does by itself. */
    private static final Duration IDLE = Duration.ofSeconds(Size.of(65, 0));

    @Test
    void costsTheSameHoweverManyLive() throws Exception {
        try (Town few = new Town(FEW, CONNECTIONS); Town many = new Town(MANY, CONNECTIONS)) {
            List<Town> towns = List.of(few, many);
            for (Town town : towns) {
                town.settle(MANY);
                town.block(town.visitors(), WARM_UP, new Town.Cost());
                town.drain();
            }
            Sheet sheet = new Sheet("session-cost", "a parked phone comes and goes while others live").head(
                    "made by a connection", "sessions that live", "n", "create, median ms", "p90 ms",
                    "instance, ms a session", "Redis, ms a session");
            measure(sheet, "that has no other session", towns, Town::visitors);
            measure(sheet, "that made its share of those that live", towns, Town::residents);
            for (Town town : towns) {
                await().untilAsserted(() -> assertThat(town.living()).isEqualTo(town.sessions()));
            }
            idle(sheet, towns);
            sheet.write();
        }
    }

    private static void measure(Sheet sheet, String who, List<Town> towns, Function<Town, List<Client>> clients)
            throws Exception {
        Map<Town, Town.Cost> costs = Map.of(towns.get(0), new Town.Cost(), towns.get(1), new Town.Cost());
        for (int block = 0; block < BLOCKS; block++) {
            for (int turn = 0; turn < towns.size(); turn++) {
                Town town = towns.get((block + turn) % towns.size());
                town.block(clients.apply(town), BLOCK, costs.get(town));
                town.drain();
            }
        }
        for (Town town : towns) {
            Town.Cost cost = costs.get(town);
            sheet.row(who, town.sessions(), cost.create().count(), cost.create().median(),
                    cost.create().percentile(90), cost.instance().median(), cost.redis().median());
        }
        Town.Cost few = costs.get(towns.get(0));
        Town.Cost many = costs.get(towns.get(1));
        sheet.row("", "**ratio**", "", many.create().median() / few.create().median(),
                many.create().percentile(90) / few.create().percentile(90),
                many.instance().median() / few.instance().median(), many.redis().median() / few.redis().median());
    }

    /** What an instance does by itself: it is told, for it is in the numbers above. */
    private static void idle(Sheet sheet, List<Town> towns) throws Exception {
        List<Double> before = towns.stream().map(Town::cpu).toList();
        long end = System.nanoTime() + IDLE.toNanos();
        do {
            for (Town town : towns) {
                town.drain();
            }
            Thread.sleep(Duration.ofMillis(Size.of(200, 1)).toMillis());
        } while (System.nanoTime() < end);
        StringBuilder note = new StringBuilder("Processor time of create and destroy together, medians of " + BLOCKS
                + " blocks of " + BLOCK + ". An instance that is asked nothing takes, ms a second:");
        for (int i = 0; i < towns.size(); i++) {
            note.append(String.format(" %.0f with %d sessions;", (towns.get(i).cpu() - before.get(i))
                    / Math.max(1, IDLE.toSeconds()), towns.get(i).sessions()));
        }
        sheet.note(note.toString());
    }
}
