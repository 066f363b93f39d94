package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaPlane.Opened;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.mediary.store.RealRedis;

class InstancesShareANodeTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    @Test
    void theyAgreeOnOnePipeline() {
        List<TestPlane> instances = List.of(server.instance("a", "lines", "3"), server.instance("b", "lines", "3"),
                server.instance("c", "lines", "3"));
        for (TestPlane instance : instances) {
            await(instance.plane().choose(Optional.empty()));
        }
        await().until(() -> server.relay().sockets() == 3 * (3 + 1));
        await().untilAsserted(() -> assertThat(server.server().openObjects()).isEqualTo(1));
        Place place = await(instances.get(0).plane().choose(Optional.empty()));
        assertThat(REDIS.command("HGET", "mediary:node:" + place.node(), "pipeline").toString())
                .endsWith("_kurento.MediaPipeline");
        assertThat(REDIS.command("HGET", "mediary:kurento:" + place.line(), "owner")).hasToString("a");
        assertThat(REDIS.command("SISMEMBER", "mediary:kurento-of:a", place.line()).toInteger()).isEqualTo(1);
    }

    @Test
    void anyInstanceSteersButTheMakerHearsTheEvents() {
        TestPlane maker = server.instance("a");
        TestPlane other = server.instance("b");
        Place place = await(maker.plane().choose(Optional.empty()));
        Opened opened = await(maker.plane().offer(place, new EndpointSpec("s1", false, 0), TestPlane.ECHO));
        Endpoint endpoint = opened.endpoint();

        await(other.plane().acceptAnswer(endpoint, InMemoryEngine.SDP));
        await(other.plane().addCandidates(endpoint, List.of(new Candidate("0", 0, "candidate:1"))));
        await(other.plane().rewire(endpoint, TestPlane.ECHO, Wiring.PARKED, Optional.of(100)));
        server.engine().peers().get(0).listener().gatheringDone();
        await().untilAsserted(() -> assertThat(maker.events()).containsExactly(new MediaEvent.GatheringDone("s1")));
        assertThat(other.events()).isEmpty();

        other.release(endpoint);
        assertThat(server.server().openObjects()).isEqualTo(1);
    }

    @Test
    void whatEndedElsewhereLeavesTheBooks() {
        TestPlane maker = server.instance("a", "refresh-interval", "100ms");
        TestPlane other = server.instance("b");
        Endpoint ended = maker.echo("s1", InMemoryEngine.SDP).endpoint();
        maker.echo("s2", InMemoryEngine.SDP);
        Node node = maker.nodes().node(ended.place().node()).orElseThrow();
        assertThat(node.load()).isEqualTo(2);
        other.release(ended);
        await().untilAsserted(() -> assertThat(node.load()).isEqualTo(1));
    }

    @Test
    void aLineThatComesBackBeforeRedisKnowsAnythingKeepsThePipeline() {
        TestPlane instance = server.instance("a", "dead-after", "10m");
        Place place = instance.echo("s1", InMemoryEngine.SDP).endpoint().place();
        Node node = instance.nodes().node(place.node()).orElseThrow();
        String pipeline = node.lines().get(0).pipeline().getId();
        REDIS.command("FLUSHALL");
        server.relay().cut();
        await().until(() -> REDIS.command("EXISTS", "mediary:kurento:" + place.line()).toInteger() == 1);
        await().until(node::isUp);
        assertThat(node.lines().get(0).pipeline().getId()).isEqualTo(pipeline);
        assertThat(server.server().openObjects()).isEqualTo(3);
        assertThat(node.load()).isEqualTo(1);
    }

    @Test
    void redisThatComesBackEmptyLearnsEverythingAgain() {
        TestPlane instance = server.instance("a", "refresh-interval", "100ms");
        Place place = instance.echo("s1", InMemoryEngine.SDP).endpoint().place();
        String pipeline = REDIS.command("HGET", "mediary:node:" + place.node(), "pipeline").toString();
        REDIS.command("FLUSHALL");
        await().untilAsserted(() -> {
            assertThat(REDIS.command("HGET", "mediary:kurento:" + place.line(), "owner")).hasToString("a");
            assertThat(REDIS.command("HGET", "mediary:node:" + place.node(), "pipeline")).hasToString(pipeline);
        });
    }
}
