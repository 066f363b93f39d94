package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

class ObjectsLiveWhileReferencedTest {

    private static final String SERVER = "manager_ServerManager";

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    @Test
    void releaseOfAPipelineClosesItsElements() {
        RpcClient client = fixture.connect();
        String pipeline = client.create("MediaPipeline");
        client.create("WebRtcEndpoint", "mediaPipeline", pipeline);
        client.create("PassThrough", "mediaPipeline", pipeline);
        assertThat(fixture.server().openObjects()).isEqualTo(3);
        assertThat(fixture.engine().openElements()).isEqualTo(2);
        client.call("release", "object", pipeline);
        assertThat(fixture.server().openObjects()).isZero();
        assertThat(fixture.engine().openElements()).isZero();
    }

    @Test
    void theServersOwnObjectCannotBeReleased() {
        RpcClient client = fixture.connect();
        client.call("release", "object", SERVER);
        client.call("unref", "object", SERVER);
        assertThat(client.invoke(SERVER, "getName").at("/result/value").asText()).isEqualTo(SERVER);
        assertThat(fixture.server().openObjects()).isZero();
    }

    @Test
    void aSecondSessionThatNamedAnElementKeepsItAndItsPipeline() {
        RpcClient owner = fixture.connect();
        String pipeline = owner.create("MediaPipeline");
        String kept = owner.create("PassThrough", "mediaPipeline", pipeline);
        owner.create("PassThrough", "mediaPipeline", pipeline);
        RpcClient other = fixture.connect();
        other.call("describe", "object", kept);
        owner.call("closeSession");
        assertThat(other.invoke(pipeline, "getChildren").at("/result/value")).hasSize(1);
        assertThat(fixture.server().openObjects()).isEqualTo(2);
    }

    @Test
    void newChildrenOfAPipelineBelongToEverySessionThatKnowsThePipeline() {
        RpcClient owner = fixture.connect();
        String pipeline = owner.create("MediaPipeline");
        RpcClient other = fixture.connect();
        other.call("ref", "object", pipeline);
        String child = owner.create("PassThrough", "mediaPipeline", pipeline);
        owner.call("closeSession");
        assertThat(other.invoke(child, "getName").at("/result/value").asText()).isEqualTo(child);
    }

    @Test
    void listingThePipelinesReferencesNone() {
        RpcClient owner = fixture.connect();
        String pipeline = owner.create("MediaPipeline");
        RpcClient other = fixture.connect();
        assertThat(other.invoke(SERVER, "getPipelines").at("/result/value/0").asText()).isEqualTo(pipeline);
        owner.call("closeSession");
        assertThat(fixture.server().openObjects()).isZero();
    }

    @Test
    void closeSessionWithReleaseDestroysForEverybody() {
        RpcClient owner = fixture.connect();
        String pipeline = owner.create("MediaPipeline");
        owner.create("WebRtcEndpoint", "mediaPipeline", pipeline);
        RpcClient other = fixture.connect();
        other.call("ref", "object", pipeline);
        ObjectNode release = RpcClient.object();
        release.put("release", true);
        assertThat(owner.call("closeSession", release).path("result").isNull()).isTrue();
        assertThat(fixture.server().openObjects()).isZero();
        assertThat(other.invoke(pipeline, "getName").at("/error/code").asInt()).isEqualTo(40101);
    }

    @Test
    void subscriptionsEndWithTheReference() {
        RpcClient owner = fixture.connect();
        String pipeline = owner.create("MediaPipeline");
        String element = owner.create("PassThrough", "mediaPipeline", pipeline);
        RpcClient other = fixture.connect();
        other.subscribe(element, "ElementConnected");
        owner.invoke(element, "connect", "sink", element);
        await().untilAsserted(() -> assertThat(other.events("ElementConnected")).hasSize(3));
        other.call("unref", "object", element);
        owner.invoke(element, "connect", "sink", element);
        other.call("ping");
        assertThat(other.events("ElementConnected")).hasSize(3);
    }

    @Test
    void sessionsAreListedOnceEach() {
        RpcClient first = fixture.connect();
        String one = first.invoke(SERVER, "getCpuCount").at("/result/sessionId").asText();
        RpcClient second = fixture.connect();
        JsonNode answer = second.invoke(SERVER, "getSessions").path("result");
        assertThat(answer.path("value")).extracting(JsonNode::asText).containsExactlyInAnyOrder(one,
                answer.path("sessionId").asText());
    }

    @Test
    void closingTheServerClosesEverything() {
        RpcClient client = fixture.connect();
        client.create("WebRtcEndpoint", "mediaPipeline", client.create("MediaPipeline"));
        fixture.server().close();
        assertThat(fixture.server().openObjects()).isZero();
        assertThat(fixture.engine().openElements()).isZero();
        assertThat(fixture.engine().closed()).isTrue();
        assertThat(client.closeCode()).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void anEngineThatFailsIsAnErrorAndLeavesNothing() {
        RpcClient client = fixture.connect();
        String endpoint = client.create("WebRtcEndpoint", "mediaPipeline", client.create("MediaPipeline"));
        fixture.engine().beforeOffer(() -> {
            throw new IllegalStateException("no socket");
        });
        JsonNode error = client.invoke(endpoint, "generateOffer").path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32603);
        assertThat(error.path("message").asText()).isEqualTo("Unexpected error while processing method: no socket");
    }
}
