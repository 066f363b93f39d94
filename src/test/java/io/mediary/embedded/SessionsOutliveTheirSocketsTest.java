package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

class SessionsOutliveTheirSocketsTest {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture(PERIOD);

    @Test
    void aNewSocketTakesTheSessionOverAndGetsTheEventsOfItsSubscriptions() {
        RpcClient owner = fixture.connect();
        String session = owner.call("connect").at("/result/sessionId").asText();
        String pipeline = owner.create("MediaPipeline");
        String source = owner.create("PassThrough", "mediaPipeline", pipeline);
        String sink = owner.create("PassThrough", "mediaPipeline", pipeline);
        owner.subscribe(source, "ElementConnected");
        owner.cut();

        RpcClient heir = fixture.connect();
        JsonNode taken = heir.call("connect", "sessionId", session);
        assertThat(taken.at("/result/sessionId").asText()).isEqualTo(session);
        heir.invoke(source, "connect", "sink", sink);
        await().untilAsserted(() -> assertThat(heir.events("ElementConnected")).hasSize(3));
    }

    @Test
    void eventsGoToTheSocketThatSpokeLast() {
        RpcClient first = fixture.connect();
        String pipeline = first.create("MediaPipeline");
        String session = first.call("ping").at("/result/sessionId").asText();
        String source = first.create("PassThrough", "mediaPipeline", pipeline);
        first.subscribe(source, "ElementConnected");
        RpcClient second = fixture.connect();
        second.call("ping", "sessionId", session);

        RpcClient stranger = fixture.connect();
        stranger.invoke(source, "connect", "sink", source);
        await().untilAsserted(() -> assertThat(second.events("ElementConnected")).hasSize(3));
        assertThat(first.events()).isEmpty();
    }

    @Test
    void withoutSocketTheyEndAfterOneToTwoPeriodsOfTheCollector() {
        RpcClient client = fixture.connect();
        String session = client.call("connect").at("/result/sessionId").asText();
        client.create("PassThrough", "mediaPipeline", client.create("MediaPipeline"));
        assertThat(fixture.server().openObjects()).isEqualTo(2);
        client.cut();
        long cut = System.nanoTime();
        await().atMost(PERIOD.multipliedBy(4)).until(() -> fixture.server().openObjects() == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - cut)).isGreaterThan(PERIOD.dividedBy(2));
        assertThat(fixture.engine().openElements()).isZero();

        RpcClient late = fixture.connect();
        assertThat(late.call("connect", "sessionId", session).at("/error/code").asInt()).isEqualTo(40007);
        JsonNode recreated = late.call("create", "type", "MediaPipeline", "sessionId", session);
        assertThat(recreated.at("/result/sessionId").asText()).isEqualTo(session);
        assertThat(late.call("keepAlive", "sessionId", session).at("/result/sessionId").asText()).isEqualTo(session);
    }

    @Test
    void anOpenSocketKeepsItsSessionAliveWithoutSayingAnything() {
        RpcClient silent = fixture.connect();
        silent.create("MediaPipeline");
        RpcClient gone = fixture.connect();
        gone.create("MediaPipeline");
        gone.cut();
        await().atMost(PERIOD.multipliedBy(4)).until(() -> fixture.server().openObjects() == 1);
        await().during(PERIOD.multipliedBy(3)).atMost(PERIOD.multipliedBy(10))
                .until(() -> fixture.server().openObjects() == 1);
    }

    @Test
    void eachServerHasAnIdOfItsOwn() {
        String first = fixture.connect().call("connect").at("/result/serverId").asText();
        assertThat(fixture.connect().call("connect").at("/result/serverId").asText()).isEqualTo(first);
        EmbeddedMediaServer other = new EmbeddedMediaServer(fixture.vertx(), new InMemoryEngine(),
                EmbeddedMediaServer.Options.loopback()).start();
        try (RpcClient client = RpcClient.connect(fixture.vertx(), other.url())) {
            assertThat(client.call("connect").at("/result/serverId").asText()).isNotEmpty().isNotEqualTo(first);
        } finally {
            other.close();
        }
    }
}
