package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaNode;
import io.mediary.media.kurento.NodeRegistry.Sight;
import io.mediary.media.kurento.SeveralServers.Server;
import io.mediary.store.RealRedis;
import io.vertx.core.json.JsonObject;

class ADeadServerIsJudgedOnceTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final SeveralServers servers = new SeveralServers(REDIS);

    @Test
    void nobodyReachesIt() {
        Server one = servers.server();
        Server other = servers.server();
        List<TestPlane> instances = List.of(started("a", one, other), started("b", one, other),
                started("c", one, other));
        one.vanish();
        await().untilAsserted(() -> assertThat(lost(instances)).containsExactly(one.id()));
        await().untilAsserted(() -> assertThat(changes(instances)).containsExactlyInAnyOrder("up reached", "up reached",
                "down unreachable"));
        MediaNode dead = await(instances.get(0).directory().find(one.id())).orElseThrow();
        assertThat(dead.state()).isEqualTo(MediaNode.State.DOWN);
        assertThat(dead.reachedBy()).isEmpty();
        assertThat(await(instances.get(0).plane().choose(Optional.empty())).node()).isEqualTo(other.id());
    }

    @Test
    void aServerThatHangsIsDeadToo() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        one.relay().swallowRequests(request -> true);
        await().untilAsserted(() -> assertThat(instance.lost()).containsExactly(one.id()));
        one.relay().swallowRequests(request -> false);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(instance.changes())
                .containsExactly("up reached", "down unreachable", "up reached"));
    }

    @Test
    void aServerThatHangsIsNotUsedFromItsVerdictOn() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        Node node = instance.nodes().node(one.id()).orElseThrow();
        one.relay().hang();
        await().pollInterval(Duration.ofMillis(5)).until(() -> !instance.lost().isEmpty());
        await().atMost(Duration.ofMillis(2_700)).pollInterval(Duration.ofMillis(5)).until(node::isGone);
        assertThat(node.isComing(Duration.ZERO)).as("nobody waits for it").isFalse();
        assertThatThrownBy(() -> await(instance.plane().choose(Optional.of(one.id()))))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.NO_MEDIASERVER);
    }

    @Test
    void answersToCommandsAreSignsOfLifeToo() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        one.relay().swallowRequests(ADeadServerIsJudgedOnceTest::isOfAProbe);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(100))
                .until(() -> instance.lost().isEmpty());
        assertThat(instance.changes()).containsExactly("up reached");
        assertThat(instance.nodes().node(one.id()).orElseThrow().isUp()).isTrue();
    }

    @Test
    void oneQuestionThatGotLostIsNoDeath() {
        Server one = servers.server();
        TestPlane instance = servers.instance("a", List.of(one), "ping-interval", "60s");
        await().until(() -> instance.nodes().isSettled() && instance.nodes().isAnyUp());
        AtomicBoolean lost = new AtomicBoolean();
        one.relay().swallowRequests(request -> isOfAProbe(request) && lost.compareAndSet(false, true));
        await().until(lost::get);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(100))
                .until(() -> instance.lost().isEmpty());
        assertThat(instance.changes()).containsExactly("up reached");
    }

    @Test
    void whatItStillHasIsReleasedWhenItComesBack() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        Endpoint echo = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        assertThat(one.process().openObjects()).isEqualTo(3);
        one.vanish();
        await().untilAsserted(() -> assertThat(instance.changes()).containsExactly("up reached", "down unreachable"));
        instance.release(echo);
        one.comeBack();
        await().untilAsserted(() -> assertThat(instance.changes()).containsExactly("up reached", "down unreachable",
                "up reached"));
        assertThat(one.process().openObjects()).isEqualTo(1);
        assertThat(instance.nodes().node(one.id()).orElseThrow().load()).isZero();
        assertThat(instance.echo("s2", InMemoryEngine.SDP).endpoint().place().node()).isEqualTo(one.id());
    }

    @Test
    void twoThatDieTogetherComeBackThoughSomethingWasHalfMadeBetweenThem() {
        Server one = servers.server();
        Server other = servers.server();
        TestPlane instance = started("a", one, other);
        instance.whenLost(node -> instance.relays().releaseAll(node.equals(one.id()) ? other.id() : one.id(), "half"));
        one.vanish();
        other.vanish();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(instance.changes())
                .containsExactly("up reached", "up reached", "down unreachable", "down unreachable"));
        one.comeBack();
        other.comeBack();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(instance.changes())
                .containsExactly("up reached", "up reached", "down unreachable", "down unreachable", "up reached",
                        "up reached"));
    }

    @Test
    void anotherProcessAtItsAddressIsToldAtOnce() {
        Server one = servers.server();
        List<TestPlane> instances = List.of(started("a", one), started("b", one));
        servers.restart(one);
        await().untilAsserted(() -> assertThat(changes(instances)).containsExactlyInAnyOrder("up reached",
                "down restarted", "up reached"));
        assertThat(lost(instances)).containsExactly(one.id());
    }

    @Test
    void oneInstanceThatCannotReachItIsOnlyCutOff() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        NodeRegistry others = servers.registry("b");
        String process = REDIS.command("HGET", "mediary:node:" + one.id(), "serverId").toString();
        Sight reached = new Sight(one.id(), Optional.of(Address.of(one.relay().url())), Optional.of(0L), process, "",
                "", "", 0, 0, true, false);
        one.vanish();
        Node node = instance.nodes().node(one.id()).orElseThrow();
        await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            await(others.look(List.of(reached)));
            assertThat(node.isCutOff()).isTrue();
        });
        assertThat(instance.lost()).isEmpty();
        assertThat(instance.changes()).containsExactly("up reached");
        await().untilAsserted(() -> assertThat(instance.lost()).containsExactly(one.id()));
        assertThat(node.isCutOff()).isFalse();
    }

    @Test
    void whatTheFirstJudgeDidNotFinishAnotherOneDoes() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        String verdict = "mediary:node:" + one.id();
        one.vanish();
        NodeRegistry dying = servers.registry("dying");
        Sight silent = new Sight(one.id(), Optional.empty(), Optional.empty(), "", "", "", "", 0, 0, true, false);
        await().pollInterval(Duration.ofMillis(5)).until(() -> !await(dying.look(List.of(silent))).get(0).node()
                .state().equals(MediaNode.State.UP));
        REDIS.command("HSET", verdict, "verdict", "dying");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(instance.lost()).isNotEmpty();
            assertThat(REDIS.command("HEXISTS", verdict, "verdict").toInteger()).isZero();
        });
        assertThat(changes(List.of(instance))).contains("down unreachable");
    }

    @Test
    void nobodyIsJudgedWhileRedisIsAway() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        REDIS.command("CLIENT", "PAUSE", "4000", "ALL");
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(
                await(instance.directory().find(one.id())).orElseThrow().reachedBy()).containsExactly("a"));
        assertThat(instance.lost()).isEmpty();
        assertThat(instance.changes()).containsExactly("up reached");
    }

    @Test
    void aClockThatIsSetBackHidesNoDeath() {
        Server one = servers.server();
        TestPlane instance = started("a", one);
        String node = "mediary:node:" + one.id();
        String later = Long.toString(System.currentTimeMillis() + 3_600_000);
        one.vanish();
        REDIS.command("HSET", node, "seen", later, "looked", later, "calm", later, "i:dead", later + " 1 1 0 0");
        await().untilAsserted(() -> assertThat(instance.changes()).containsExactly("up reached", "down unreachable"));
        assertThat(REDIS.command("HEXISTS", node, "i:dead").toInteger()).isZero();
    }

    /** It has no Kurento session of its own. */
    private static boolean isOfAProbe(JsonObject request) {
        return request.getString("method").equals("ping")
                && !request.getJsonObject("params").containsKey("sessionId");
    }

    private TestPlane started(String id, Server... on) {
        TestPlane instance = servers.instance(id, List.of(on));
        await().untilAsserted(() -> assertThat(instance.nodes().all()).hasSize(on.length).allMatch(Node::isUp));
        await().untilAsserted(() -> assertThat(await(instance.directory().all())).hasSize(on.length)
                .allSatisfy(node -> assertThat(node.reachedBy()).contains(id)));
        await().until(instance.nodes()::isSettled);
        return instance;
    }

    private static List<String> lost(List<TestPlane> instances) {
        return instances.stream().flatMap(instance -> instance.lost().stream()).toList();
    }

    private static List<String> changes(List<TestPlane> instances) {
        return instances.stream().flatMap(instance -> instance.changes().stream()).toList();
    }
}
