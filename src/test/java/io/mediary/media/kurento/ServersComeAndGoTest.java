package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.Wiring;
import io.mediary.media.kurento.SeveralServers.Server;
import io.mediary.store.RealRedis;

/** A name that stands for several addresses, and instances that are told to use different servers. */
class ServersComeAndGoTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final SeveralServers servers = new SeveralServers(REDIS);

    private final AtomicReference<List<String>> addresses = new AtomicReference<>(List.of());

    @Test
    void theyAreFollowedByTheirName() {
        Server one = servers.server();
        Server other = servers.server("127.0.0.2", one.relay().url().getPort());
        addresses.set(List.of("127.0.0.1"));
        TestPlane instance = follow(one);
        await().untilAsserted(() -> assertUp(instance, one));

        addresses.set(List.of("127.0.0.1", "127.0.0.2"));
        await().untilAsserted(() -> assertUp(instance, one, other));

        addresses.set(List.of());
        await().during(Duration.ofMillis(200)).untilAsserted(() -> assertUp(instance, one, other));

        addresses.set(List.of("127.0.0.2"));
        await().untilAsserted(() -> assertUp(instance, other));
        assertThat(await(instance.plane().choose(Optional.empty())).node()).isEqualTo(other.id());
        await().untilAsserted(() -> assertThat(instance.changes())
                .as(() -> "at " + REDIS.command("TIME") + " of " + REDIS.command("HGETALL", "mediary:node:" + one.id()))
                .containsExactlyInAnyOrder("up reached", "up reached", "down removed"));
    }

    @Test
    void oneThatLeftKeepsItsSessionsAndGetsNoOthers() {
        Server one = servers.server();
        Server other = servers.server("127.0.0.2", one.relay().url().getPort());
        addresses.set(List.of("127.0.0.1"));
        TestPlane instance = follow(one);
        await().untilAsserted(() -> assertUp(instance, one));
        Endpoint old = instance.echo("old", InMemoryEngine.SDP).endpoint();

        addresses.set(List.of("127.0.0.2"));
        await().untilAsserted(() -> assertThat(instance.nodes().node(one.id()).orElseThrow().isConfigured()).isFalse());
        await().untilAsserted(() -> assertUp(instance, one, other));
        IntStream.range(0, 5).forEach(number -> assertThat(
                instance.echo("new" + number, InMemoryEngine.SDP).endpoint().place().node()).isEqualTo(other.id()));
        await(instance.plane().rewire(old, TestPlane.ECHO, Wiring.PARKED, Optional.empty()));
        assertThat(instance.lost()).isEmpty();

        instance.release(old);
        await().untilAsserted(() -> assertUp(instance, other));
    }

    @Test
    void whatOthersUseIsReachedToo() {
        Server one = servers.server();
        Server other = servers.server();
        TestPlane a = servers.instance("a", List.of(one));
        TestPlane b = servers.instance("b", List.of(other));
        await().untilAsserted(() -> assertUp(a, one, other));
        await().untilAsserted(() -> assertUp(b, one, other));
        Endpoint echo = a.echo("s1", InMemoryEngine.SDP).endpoint();
        assertThat(echo.place().node()).isEqualTo(one.id());
        await(b.plane().rewire(echo, TestPlane.ECHO, Wiring.PARKED, Optional.empty()));
        assertThat(await(b.plane().choose(Optional.empty())).node()).isEqualTo(other.id());
        assertThat(await(b.plane().open(await(b.plane().choose(Optional.of(one.id()))),
                new EndpointSpec("s2", false, 0), TestPlane.ECHO)).place().node()).isEqualTo(one.id());
    }

    @Test
    void oneThatNobodyUsesAndThatIsDeadIsForgottenAfterAnHour() {
        Server one = servers.server();
        servers.instance("a", List.of(one));
        long now = Long.parseLong(REDIS.command("TIME").get(0).toString()) * 1000;
        for (String id : List.of("old", "recent")) {
            REDIS.command("HSET", "mediary:node:" + id, "url", "ws://127.0.0.1:1/" + id, "name", "127.0.0.1", "state",
                    "down", "shown", "down", "since",
                    Long.toString(now - (id.equals("old") ? 3_601_000 : 3_000_000)));
        }
        REDIS.command("SADD", "mediary:nodes", "old", "recent"); // the last: of what is known of no node, nothing is kept
        await().untilAsserted(() -> {
            assertThat(REDIS.command("EXISTS", "mediary:node:old").toInteger()).isZero();
            assertThat(REDIS.command("SISMEMBER", "mediary:nodes", "old").toInteger()).isZero();
        });
        assertThat(REDIS.command("EXISTS", "mediary:node:recent").toInteger()).isOne();
        assertThat(REDIS.command("SISMEMBER", "mediary:nodes", "recent").toInteger()).isOne();
    }

    private TestPlane follow(Server first) {
        URI name = URI.create("ws://media.test:" + first.relay().url().getPort() + "/kurento");
        return servers.instance("a", name, host -> {
            if (!host.equals("media.test") || addresses.get().isEmpty()) {
                throw new UnknownHostException(host);
            }
            return addresses.get().stream().map(ServersComeAndGoTest::literal).toArray(InetAddress[]::new);
        });
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertUp(TestPlane instance, Server... expected) {
        assertThat(instance.nodes().all()).allMatch(Node::isUp).extracting(Node::id)
                .containsExactlyInAnyOrderElementsOf(List.of(expected).stream().map(Server::id).toList());
    }
}
