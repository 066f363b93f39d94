package io.mediary.faults;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.assertj.core.api.SoftAssertions;

import io.mediary.testing.FrontDoor;

/** A plant with its load, a browser, and the ledger of what they were told. For one thread. */
final class Scene implements AutoCloseable {

    /** Six seconds from the last heartbeat, and what a busy machine adds. */
    private static final long DEALT_WITH = 8_000;
    /** Several times what a machine that is busy with other things as well has shown. */
    private static final long PICTURE_AWAY = 2_000;
    /** Of the commands a second that are called for: those of clients that are away are not sent. */
    private static final double STEADY = 0.9;
    /** A media server that dies carries one session in so many, or more. */
    private static final int CARRIES = 5;
    private static final int SHOWN = 12;
    private static final int PICTURES = 2;

    private final Scale scale;
    private final Path table;
    private final Plant plant;
    private final List<Caller> callers = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Load load;
    private Trial trial;

    /** Starts everything; where that fails, nothing of it stays. The table goes to {@code target/faults/NAME.md}. */
    Scene(String name, Scale scale, Function<Path, FrontDoor> front) {
        this.scale = scale;
        table = Path.of("target/faults", name + ".md");
        Row.begin(table);
        plant = new Plant(name, front);
        try {
            start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    Plant plant() {
        return plant;
    }

    Trial trial() {
        return trial;
    }

    /**
     * Does something to the plant, when what was taken from it before is there again; prints the row and what was found.
     *
     * @throws AssertionError where the load was not what it is to be, or where something was lost, doubled or left over, or
     *         took too long
     */
    void check(Case what) {
        while (plant.running().size() < scale.instances()) {
            plant.start();
        }
        load.fill(scale.sessions());
        System.out.println("  sessions at media servers: " + plant.books().sessions().values().stream()
                .collect(Collectors.groupingBy(server -> server, TreeMap::new, Collectors.counting())));
        Row row = trial.run(what);
        row.print(table);
        trial.findings().stream().limit(SHOWN).forEach(finding -> System.out.println("  " + finding));
        System.out.println("  findings: " + trial.findings().size());
        SoftAssertions all = new SoftAssertions();
        loaded(all, row);
        nothingLost(all, row, what);
        all.assertAll();
    }

    private void loaded(SoftAssertions all, Row row) {
        all.assertThat(row.sessions()).as("sessions").isGreaterThanOrEqualTo(scale.sessions());
        all.assertThat(row.relays()).as("relays").isGreaterThanOrEqualTo(scale.clients());
        all.assertThat(row.rate()).as("commands a second").isGreaterThanOrEqualTo(STEADY * scale.commands());
    }

    private static void nothingLost(SoftAssertions all, Row row, Case what) {
        all.assertThat(row.lost()).as("sessions lost").isZero();
        all.assertThat(row.eventsLost()).as("events lost").isZero();
        all.assertThat(row.eventsDoubled()).as("events doubled").isZero();
        all.assertThat(row.mediaEvents()).as("instances without media events").isZero();
        row.adopted().ifPresent(time -> all.assertThat(time).as("dealt with after, ms").isBetween(0L, DEALT_WITH));
        all.assertThat(row.objects()).as("objects left over").isZero();
        all.assertThat(row.keys()).as("keys left over").isZero();
        if (what.isDeath()) {
            all.assertThat(row.ended()).as("sessions of the dead media server")
                    .isGreaterThanOrEqualTo(row.sessions() / CARRIES);
        } else {
            all.assertThat(row.ended()).as("sessions of a dead media server").isZero();
            all.assertThat(row.interrupted()).as("picture away, ms").isLessThanOrEqualTo(PICTURE_AWAY);
        }
        if (what.orderly()) {
            all.assertThat(row.failures()).as("commands not done").doesNotContainKey(Load.NO_ANSWER);
        }
    }

    @Override
    public void close() {
        callers.forEach(Caller::close);
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        plant.close();
    }

    private void start() {
        for (int i = 0; i < scale.instances(); i++) {
            plant.start();
        }
        HttpClient http = HttpClient.newHttpClient();
        Ledger ledger = new Ledger();
        LogReader log = keep(new LogReader(plant.look(), ledger));
        for (int i = 0; i < scale.clients(); i++) {
            Caller caller = Caller.connect(http, plant.socket(), "client-" + i, ledger);
            log.follow(caller.user(), caller::connection);
            ledger.subscribed(caller.user(), Load.HALL);
            callers.add(caller);
        }
        load = keep(new Load(callers, plant.books(), scale.commands()));
        load.fill(scale.sessions());
        Viewer viewer = keep(new Viewer(plant.address(), PICTURES, ledger, log));
        trial = new Trial(plant, load, callers, viewer, log, ledger, http, scale.watch());
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }
}
