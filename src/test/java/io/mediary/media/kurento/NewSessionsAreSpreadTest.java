package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaNode;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.Place;
import io.mediary.media.kurento.SeveralServers.Server;
import io.mediary.store.RealRedis;

class NewSessionsAreSpreadTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final SeveralServers servers = new SeveralServers(REDIS);

    @Test
    void evenlyOverAllThatAreUp() {
        Server one = servers.server();
        Server other = servers.server();
        TestPlane instance = started("a", List.of(one, other));
        IntStream.range(0, 10).forEach(number -> instance.echo("s" + number, InMemoryEngine.SDP));
        assertThat(List.of(load(instance, one), load(instance, other))).containsExactly(5, 5);
        await().untilAsserted(() -> assertThat(await(instance.directory().all())).extracting(MediaNode::sessions)
                .containsExactly(5, 5));
    }

    @Test
    void notToOneThatIsDrainedOnAnyInstance() {
        Server one = servers.server();
        Server other = servers.server();
        TestPlane a = started("a", List.of(one, other));
        TestPlane b = started("b", List.of(one, other));
        assertThat(await(a.directory().drain(one.id(), true))).isTrue();
        assertThat(await(b.directory().find(one.id())).orElseThrow().state()).isEqualTo(MediaNode.State.DRAINING);
        await().untilAsserted(() -> assertThat(chosen(b)).containsExactly(other.id()));
        assertThat(chosen(a)).containsExactly(other.id());
        assertThat(await(b.plane().choose(Optional.of(one.id()))).node()).isEqualTo(one.id());
        await().untilAsserted(() -> assertThat(told(a, b)).containsExactlyInAnyOrder("up reached", "up reached",
                "draining drained"));

        assertThat(await(b.directory().drain(one.id(), false))).isTrue();
        await().untilAsserted(() -> assertThat(chosen(a)).contains(one.id()));
        await().untilAsserted(() -> assertThat(told(a, b)).containsExactlyInAnyOrder("up reached", "up reached",
                "draining drained", "up undrained"));
        assertThat(await(a.directory().drain("nowhere", true))).isFalse();
    }

    @Test
    void whatIsDrainedStaysSoOverARestart() {
        Server one = servers.server();
        TestPlane instance = started("a", List.of(one));
        await(instance.directory().drain(one.id(), true));
        await().untilAsserted(() -> assertThat(instance.changes()).containsExactly("up reached", "draining drained"));
        servers.restart(one);
        await().untilAsserted(() -> assertThat(instance.changes()).containsExactly("up reached", "draining drained",
                "down restarted", "draining reached"));
        assertNone(instance);
    }

    @Test
    void notBeyondTheCapacityWhoeverCounts() {
        Server one = servers.server();
        TestPlane a = started("a", List.of(one), "capacity", "2");
        TestPlane b = started("b", List.of(one), "capacity", "2");
        a.echo("s1", InMemoryEngine.SDP);
        Endpoint second = a.echo("s2", InMemoryEngine.SDP).endpoint();
        assertNone(a);
        await().untilAsserted(() -> assertNone(b));
        Place bound = await(b.plane().choose(Optional.of(one.id())));
        Endpoint third = await(b.plane().open(bound, new EndpointSpec("s3", false, 0), TestPlane.ECHO));

        await().untilAsserted(() -> assertThat(await(a.directory().all()).get(0).sessions()).isEqualTo(3));
        a.release(second);
        await().untilAsserted(() -> assertThat(await(a.directory().all()).get(0).sessions()).isEqualTo(2));
        await().untilAsserted(() -> assertNone(a));
        b.release(third);
        await().ignoreExceptions().untilAsserted(() -> assertThat(chosen(a)).hasSize(1));
    }

    private TestPlane started(String id, List<Server> on, String... settings) {
        TestPlane instance = servers.instance(id, on, settings);
        await().untilAsserted(() -> assertThat(instance.nodes().all()).hasSize(on.size()).allMatch(Node::isUp));
        await().untilAsserted(() -> assertThat(await(instance.directory().all())).hasSize(on.size())
                .allSatisfy(node -> assertThat(node.reachedBy()).contains(id)));
        return instance;
    }

    private static void assertNone(TestPlane instance) {
        assertThatThrownBy(() -> await(instance.plane().choose(Optional.empty())))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.NO_MEDIASERVER);
    }

    private static Set<String> chosen(TestPlane instance) {
        return IntStream.range(0, 20)
                .mapToObj(number -> await(instance.plane().choose(Optional.empty())))
                .peek(instance.nodes()::settled).map(Place::node).collect(Collectors.toSet());
    }

    private static int load(TestPlane instance, Server server) {
        return instance.nodes().node(server.id()).orElseThrow().load();
    }

    private static List<String> told(TestPlane... instances) {
        return List.of(instances).stream().flatMap(instance -> instance.changes().stream()).toList();
    }
}
