package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.session.CallSessions;
import io.mediary.testing.CuttingProxy;
import io.mediary.testing.CuttingProxy.Side;
import io.mediary.testing.Extent;
import io.mediary.testing.MediaryProcess;

/**
 * An instance is killed at a step of a command of a call: before a script or a media transaction happens, and after it has
 * happened but before its answer arrives. The call then rings, talks or is over, for both ends alike; the command can be sent
 * again; and when it is over, nothing is left.
 */
class CallStepsIT {

    private static final String KURENTO = "transaction";
    /** A plain build does a few of the steps, {@code -Pfaults} all of them. */
    private static final boolean WHOLE = Extent.isWhole();

    /** The times that bound the clearing up, shortened alike. */
    @RegisterExtension
    static final Victims INSTANCES = new Victims("call-steps", "mediary.store.heartbeat", "500ms",
            "mediary.store.lease", "6s", "mediary.store.creating", "4s", "mediary.store.claim", "4s",
            "mediary.kurento.request-timeout", "3s");

    private static final AtomicInteger DONE = new AtomicInteger();

    private final List<Party> parties = new ArrayList<>();
    private final int number = DONE.incrementAndGet();

    /**
     * Where to kill.
     *
     * @param command of whom: the instance of its sender's socket
     * @param step a script, or a transaction
     * @param time the first, second … time from then on that it does so
     */
    record Step(String command, Side side, String step, int time) {

        /** The entry is written before the record; where this never came, readers mend it, a minute later at the earliest. */
        boolean leavesAnIndexEntry() {
            return command.equals("create") && step.equals("create") && side == Side.BEFORE;
        }

        @Override
        public String toString() {
            return command + ", killed " + side + " " + step + " " + time;
        }
    }

    static Stream<Step> steps() {
        return Stream.of(steps("create", "create", 1, Side.AFTER), steps("create", "create", 2),
                steps("create", "commit", 1), steps("create", "commit", 2), steps("create", "create", 3, Side.BEFORE),
                steps("create", "acquire", 1), steps("create", KURENTO, 1), steps("create", KURENTO, 2),
                steps("create", "connection_ask", 1), steps("accepted", "acquire", 1),
                steps("accepted", "commit", 1, Side.AFTER), steps("accepted", "commit", 2),
                steps("accepted", KURENTO, 1, Side.BEFORE), steps("rejected", "commit", 1, Side.AFTER),
                steps("hangup", "acquire", 1), steps("hangup", "commit", 1, Side.AFTER), steps("hangup", "commit", 2),
                steps("hangup", KURENTO, 1)).flatMap(both -> both);
    }

    /** Both sides in the whole suite, else those that are named. */
    private static Stream<Step> steps(String command, String step, int time, Side... always) {
        return Stream.of(Side.values()).filter(side -> WHOLE || List.of(always).contains(side))
                .map(side -> new Step(command, side, step, time));
    }

    /** A script that Redis does not know yet is sent twice, and the first time does nothing. */
    @BeforeAll
    static void everyScriptOnce() {
        try (Party ann = Party.at(INSTANCES.survivor(), "ann"); Party ben = Party.at(INSTANCES.survivor(), "ben")) {
            String call = ann.calls("callee", "ben").path("call_id").asText();
            ben.accepts(ben.invited(call));
            ann.hears(call, "answer");
            ann.acts("hangup", call);
            ben.ends(call);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void itGoesOnOrIsOver(Step step) {
        Cluster.Watched victim = INSTANCES.next();
        MediaryProcess survivor = INSTANCES.survivor();
        boolean calls = step.command.equals("create") || step.command.equals("hangup");
        Party ann = keep(Party.at(calls ? victim.instance() : survivor, "ann-" + number));
        Party ben = keep(Party.at(calls ? survivor : victim.instance(), callee()));
        String call = "call-" + UUID.randomUUID();
        Runnable action = action(step.command, call, ann, ben);
        CuttingProxy proxy = step.step.equals(KURENTO) ? INSTANCES.cluster().kurento() : victim.redis();
        proxy.cut(step.step::equals, step.time, step.side, victim.instance()::kill);

        action.run();
        await("the command reaches the step").atMost(Party.PATIENCE).until(proxy::hasCut);
        await("the instance is dead").atMost(Party.PATIENCE).until(() -> !victim.instance().running());
        Party backAnn = calls ? keep(ann.back(survivor)) : ann;
        Party backBen = calls ? ben : keep(ben.back(survivor));
        goesOn(step.command, call, backAnn, backBen);
        parties.forEach(Party::close);
        nothingIsLeft(step);
    }

    private String callee() {
        return "ben-" + number;
    }

    private void nothingIsLeft(Step step) {
        Cluster cluster = INSTANCES.cluster();
        await("media objects").atMost(Party.PATIENCE).until(() -> cluster.media().openObjects() <= 1);
        await("what is left in Redis").atMost(Party.PATIENCE)
                .untilAsserted(() -> assertThat(new Remains(cluster.redis()).left().stream()
                        .filter(item -> !item.startsWith("mediary:user:")
                                || !step.leavesAnIndexEntry() && item.contains("-" + number + " ")))
                        .isEmpty());
    }

    private Runnable action(String command, String call, Party ann, Party ben) {
        if (command.equals("create")) {
            return () -> ann.client().send("media/call/create", Party.call("callee", callee(), "call_id", call));
        }
        JsonNode made = ann.calls("callee", callee(), "call_id", call);
        JsonNode invite = ben.invited(call);
        await("the media server has said everything").atMost(Party.PATIENCE)
                .until(() -> ann.types(made.path("session_id").asText()).contains("candidate_end")
                        && ben.types(invite.path("session_id").asText()).contains("candidate_end"));
        return switch (command) {
            case "accepted" -> () -> ben.client().send("media/call/accepted", Party.acceptance(invite));
            case "rejected" -> () -> ben.sends("rejected", call);
            default -> {
                ben.accepts(invite);
                ann.hears(call, "answer");
                yield () -> ann.sends("hangup", call);
            }
        };
    }

    /** The command is sent again, where it has not been done; then they talk, or it is over. */
    private static void goesOn(String command, String call, Party ann, Party ben) {
        switch (command) {
            case "create" -> {
                if (!exists(call, ann)) {
                    assertThat(ben.types(call)).as("it has never been").isSubsetOf("hangup");
                    return;
                }
                JsonNode invite = ben.invited(call);
                ben.accepts(invite);
                talk(call, ann, ben);
            }
            case "accepted" -> {
                ben.accepts(ben.invited(call));
                talk(call, ann, ben);
            }
            case "rejected" -> {
                assertThat(Party.failing(() -> ben.acts("rejected", call))).isIn(0, Party.CALL_NOT_FOUND);
                assertThat(ann.ends(call)).isEqualTo(Party.CALL_REJECTED);
            }
            default -> {
                assertThat(Party.failing(() -> ann.acts("hangup", call))).isIn(0, Party.CALL_NOT_FOUND);
                assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
                assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
            }
        }
        assertThat(ann.types(call).stream().filter("hangup"::equals)).as("told once").hasSize(1);
    }

    private static void talk(String call, Party ann, Party ben) {
        ann.hears(call, "answer");
        JsonNode info = ann.info(call);
        assertThat(info.path("state").asText()).isEqualTo("talking");
        String session = info.path("session_id").asText();
        String leg = ben.invited(call).path("session_id").asText();
        await("the bridge").atMost(Party.PATIENCE)
                .until(() -> ann.session(session).path("peer_id").asText().equals(leg)
                        && ann.session(leg).path("peer_id").asText().equals(session));
        ben.acts("hangup", call);
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    /** Whether it is there, when nobody makes it any more, nor has its end to tell it; nothing rings otherwise. */
    private static boolean exists(String call, Party ann) {
        Set<String> undecided = Set.of("creating", "lease", CallSessions.STOPPED);
        await("it is there or is not").atMost(Party.PATIENCE).until(() -> new Remains(INSTANCES.cluster().redis())
                .underWay().stream().noneMatch(item -> undecided.stream().anyMatch(item::contains)));
        int code = Party.failing(() -> ann.info(call));
        assertThat(code).isIn(0, Party.CALL_NOT_FOUND);
        return code == 0;
    }

    private Party keep(Party party) {
        parties.add(party);
        return party;
    }
}
