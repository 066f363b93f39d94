package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.InMemoryEngine;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.mediary.store.RealRedis;
import io.vertx.core.json.JsonObject;

class ALineOutlivesItsSocketTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    @Test
    void theSessionIsAttachedAgainAndItsEventsGoOn() {
        TestPlane instance = server.instance("a");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().forget();
        server.relay().cut();
        await().until(
                () -> server.relay().calls().stream().anyMatch(call -> "connect".equals(call.getString("method"))));
        await().until(() -> instance.nodes().node(endpoint.place().node()).orElseThrow().isUp());

        assertThat(server.relay().calls().get(0).getJsonObject("params").getString("sessionId"))
                .isEqualTo(endpoint.place().line());
        server.engine().peers().get(0).listener().gatheringDone();
        await().untilAsserted(
                () -> assertThat(instance.events()).containsExactly(new MediaEvent.GatheringDone("s1")));
        await(instance.plane().rewire(endpoint, TestPlane.ECHO, Wiring.PARKED, Optional.empty()));
        assertThat(instance.lost()).isEmpty();
        assertThat(server.server().openObjects()).isEqualTo(3);
    }

    @Test
    void requestIdsAreNeverUsedTwice() {
        TestPlane instance = server.instance("abc", "lines", "2", "ping-interval", "20ms");
        AtomicInteger sessions = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            // One that was cut a moment ago may not know it yet.
            await().ignoreExceptions()
                    .until(() -> instance.echo("s" + sessions.incrementAndGet(), InMemoryEngine.SDP) != null);
            server.relay().cut();
            await().until(() -> server.relay().sockets() >= 2);
            await().until(() -> instance.nodes().choose(Optional.empty()).await().indefinitely() != null);
        }
        List<String> ids = server.relay().requests().stream().map(request -> request.getString("id")).toList();
        assertThat(ids).hasSizeGreaterThan(20).allMatch(id -> id.matches("abc:[01]:\\d+"));
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    @Test
    void whatWasAskedWhenTheSocketBrokeFails() {
        TestPlane instance = server.instance("a");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().forget();
        server.relay().swallowAnswers(answer -> answer.containsKey("result"));
        CompletableFuture<Void> change = instance.plane()
                .rewire(endpoint, TestPlane.ECHO, Wiring.PARKED, Optional.empty()).subscribeAsCompletionStage();
        await().until(() -> server.relay().calls().size() == 1);
        server.relay().cut();
        assertThat(change).failsWithin(Duration.ofSeconds(5)).withThrowableThat()
                .withCause(Failure.of(ErrorCode.UNAVAILABLE)).havingCause().withMessage("Temporarily unavailable");
        server.relay().swallowAnswers(answer -> false);
    }

    @Test
    void whatIsNotAnsweredTimesOut() {
        TestPlane instance = server.instance("a", "request-timeout", "1500ms");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().swallowAnswers(answer -> answer.containsKey("result"));
        assertThatThrownBy(
                () -> await(instance.plane().rewire(endpoint, TestPlane.ECHO, Wiring.PARKED, Optional.empty())))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.TIMEOUT);
    }

    @Test
    void aSilentSocketIsReplaced() {
        TestPlane instance = server.instance("a", "request-timeout", "1500ms", "ping-interval", "50ms");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().forget();
        server.relay().swallowAnswers(answer -> true);
        await().until(() -> server.relay().calls().stream().anyMatch(call -> "connect".equals(call.getString("method")))
                || server.relay().requests().stream()
                        .anyMatch(request -> request.getJsonObject("params").containsKey("interval")));
        server.relay().swallowAnswers(answer -> false);
        await().until(() -> instance.nodes().node(endpoint.place().node()).orElseThrow().isUp());
        await(instance.plane().rewire(endpoint, TestPlane.ECHO, Wiring.PARKED, Optional.empty()));
    }

    @Test
    void tooManyRequestsAtOnceAreRefused() {
        TestPlane instance = server.instance("a", "requests-in-flight", "2");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().swallowAnswers(answer -> answer.containsKey("result"));
        for (int i = 0; i < 2; i++) {
            instance.plane().restore(endpoint, Wiring.PARKED, 0).subscribeAsCompletionStage();
        }
        assertThatThrownBy(() -> await(instance.plane().restore(endpoint, Wiring.PARKED, 0)))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        server.relay().swallowAnswers(answer -> false);
    }

    @Test
    void anotherProcessAtTheAddressIsALossThatOneInstanceTells() {
        TestPlane one = server.instance("a", "lines", "2");
        TestPlane other = server.instance("b");
        String node = one.echo("s1", InMemoryEngine.SDP).endpoint().place().node();
        other.echo("s2", InMemoryEngine.SDP);

        EmbeddedMediaServer next = server.restartServer();
        await().until(
                () -> one.nodes().node(node).orElseThrow().isUp() && other.nodes().node(node).orElseThrow().isUp());
        one.echo("s3", InMemoryEngine.SDP);
        other.echo("s4", InMemoryEngine.SDP);

        assertThat(one.lost().size() + other.lost().size()).isEqualTo(1);
        assertThat(one.events()).isEmpty();
        await().untilAsserted(() -> assertThat(next.openObjects()).isEqualTo(5));
        assertThat(one.nodes().node(node).orElseThrow().load()).isEqualTo(1);
    }

    @Test
    void aPipelineThatVanishedIsALossToo() {
        TestPlane instance = server.instance("a");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        Line line = await(instance.nodes().lineFor(endpoint.place(), endpoint.endpoint()));
        String pipeline = line.pipeline().getId();
        await(line.transport().call("release", com.google.gson.JsonParser
                .parseString(new JsonObject().put("object", pipeline).encode()).getAsJsonObject()));
        assertThatThrownBy(() -> instance.echo("s2", InMemoryEngine.SDP)).hasMessageContaining("40101");
        await().untilAsserted(() -> assertThat(instance.lost()).containsExactly(endpoint.place().node()));
        await().untilAsserted(() -> instance.echo("s3", InMemoryEngine.SDP));
        assertThat(server.server().openObjects()).isEqualTo(3);
    }

    @Test
    void aForgottenKurentoSessionFailsItsSessions() {
        TestPlane instance = server.instance("a");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        TestPlane keeper = server.instance("b");
        keeper.echo("s2", InMemoryEngine.SDP);
        await(await(instance.nodes().lineFor(endpoint.place(), endpoint.endpoint())).transport().call("closeSession",
                new com.google.gson.JsonObject()));
        server.relay().cut();
        await().untilAsserted(() -> assertThat(instance.events()).singleElement()
                .isInstanceOf(MediaEvent.Failed.class).extracting(MediaEvent::sessionId).isEqualTo("s1"));
        Place place = await(instance.plane().choose(Optional.of(endpoint.place().node())));
        assertThat(place.line()).isNotEqualTo(endpoint.place().line());
        assertThat(instance.lost()).isEmpty();
    }

    @Test
    void aSessionThatSomebodyTookIsLeftWithoutClosingIt() {
        TestPlane instance = server.instance("a");
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        REDIS.command("HSET", "mediary:kurento:" + endpoint.place().line(), "owner", "heir", "epoch", "2");
        server.relay().forget();
        server.relay().cut();
        await().until(() -> instance.nodes().node(endpoint.place().node()).flatMap(Node::place)
                .filter(place -> !place.line().equals(endpoint.place().line())).isPresent());
        assertThat(server.relay().calls()).extracting(call -> call.getString("method")).doesNotContain("closeSession");
        assertThat(REDIS.command("HGET", "mediary:kurento:" + endpoint.place().line(), "owner")).hasToString("heir");
        assertThat(server.server().openObjects()).isEqualTo(3);
    }

    @Test
    void whatSomebodyTookIsMovedHereOnlyWhenThatOneHasDoneWithIt() {
        TestPlane instance = server.instance("a");
        String former = instance.echo("s1", InMemoryEngine.SDP).endpoint().place().line();
        REDIS.command("HSET", "mediary:kurento:" + former, "owner", "heir", "epoch", "2");
        server.relay().forget();
        server.relay().cut();
        await().until(() -> server.relay().requests().stream()
                .anyMatch(request -> request.encode().contains("getInfo") && !request.encode().contains(former)));
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(15))
                .until(() -> server.relay().requests().stream()
                        .noneMatch(request -> request.encode().contains("addTag")));
        REDIS.command("HSET", "mediary:kurento:" + former, "closed", "1");
        await().untilAsserted(() -> assertThat(instance.snapshots()).extracting(MediaSnapshot::sessionId)
                .containsExactly("s1"));
    }

    @Test
    void stoppingLeavesWhatCarriesMediaAndTidiesTheRest() {
        TestPlane busy = server.instance("a");
        Endpoint endpoint = busy.echo("s1", InMemoryEngine.SDP).endpoint();
        TestPlane idle = server.instance("b");
        Place unused = await(idle.plane().choose(Optional.empty()));
        server.relay().forget();
        idle.close();
        busy.close();
        await().until(() -> server.relay().sockets() == 0);
        assertThat(server.relay().calls()).extracting(call -> call.getString("method")).containsExactly("closeSession");
        assertThat(server.server().openObjects()).isEqualTo(3);
        assertThat(REDIS.command("EXISTS", "mediary:kurento:" + endpoint.place().line()).toInteger()).isEqualTo(1);
        assertThat(REDIS.command("EXISTS", "mediary:kurento:" + unused.line()).toInteger()).isZero();
    }

    @Test
    void withoutAnyServerThereIsNoMediaserver() {
        TestPlane instance = TestPlane.start(server.vertx(), config -> server.registry("a"), "a",
                List.of(URI.create("ws://127.0.0.1:1/kurento")), "first-connect-wait", "300ms");
        assertThatThrownBy(() -> await(instance.plane().choose(Optional.empty())))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.NO_MEDIASERVER);
        assertThatThrownBy(() -> await(instance.plane().choose(Optional.of("unknown"))))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.NO_MEDIASERVER);
        instance.close();
    }
}
