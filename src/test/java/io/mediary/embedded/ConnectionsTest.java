package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.MediaKind;

class ConnectionsTest {

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    private RpcClient client;
    private String pipeline;
    private String endpoint;
    private String first;
    private String second;

    @BeforeEach
    void createElements() {
        client = fixture.connect();
        pipeline = client.create("MediaPipeline");
        endpoint = client.create("WebRtcEndpoint", "mediaPipeline", pipeline);
        first = client.create("PassThrough", "mediaPipeline", pipeline);
        second = client.create("PassThrough", "mediaPipeline", pipeline);
    }

    @Test
    void aSecondSourceDisplacesTheFirstForItsKindOnly() {
        client.subscribe(endpoint, "ElementDisconnected");
        client.invoke(endpoint, "connect", "sink", second);
        client.invoke(first, "connect", "sink", second, "mediaType", "VIDEO");
        await().untilAsserted(() -> assertThat(client.events("ElementDisconnected")).hasSize(1));
        assertThat(client.events("ElementDisconnected").get(0).at("/data/mediaType").asText()).isEqualTo("VIDEO");
        JsonNode sources = client.invoke(second, "getSourceConnections").at("/result/value");
        assertThat(sources).extracting(each -> each.path("type").asText() + " " + each.path("source").asText())
                .containsExactly("AUDIO " + endpoint, "DATA " + endpoint, "VIDEO " + first);
    }

    @Test
    void theSourceIsToldWhenItsSinkIsReleased() {
        client.subscribe(endpoint, "ElementDisconnected");
        client.invoke(endpoint, "connect", "sink", first);
        client.call("release", "object", first);
        await().untilAsserted(() -> assertThat(client.events("ElementDisconnected")).hasSize(3));
        assertThat(client.invoke(endpoint, "getSinkConnections").at("/result/value")).isEmpty();
    }

    @Test
    void theReleaseOfAPipelineTellsNothingOfTheConnectionsInIt() {
        client.subscribe(endpoint, "ElementDisconnected");
        client.subscribe("manager_ServerManager", "ObjectDestroyed");
        client.invoke(endpoint, "connect", "sink", first);
        client.call("release", "object", pipeline);
        await().untilAsserted(() -> assertThat(client.events("ObjectDestroyed")).hasSize(4));
        assertThat(client.events("ObjectDestroyed").get(3).at("/data/objectId").asText()).isEqualTo(pipeline);
        assertThat(client.events("ElementDisconnected")).isEmpty();
    }

    @Test
    void mediaFlowThroughPassThroughsAsFarAsTheyAreConnected() {
        client.subscribe(second, "MediaFlowInStateChanged", "MediaFlowOutStateChanged");
        client.invoke(endpoint, "connect", "sink", first);
        client.invoke(first, "connect", "sink", second);
        fixture.engine().peers().get(0).listener().flowOut(MediaKind.VIDEO, true);
        assertThat(flows(second, "isMediaFlowingIn", "VIDEO")).isTrue();
        assertThat(flows(second, "isMediaFlowingIn", "AUDIO")).isFalse();
        assertThat(flows(endpoint, "isMediaFlowingOut", "VIDEO")).isTrue();
        assertThat(flows(endpoint, "isMediaFlowingIn", "VIDEO")).isFalse();

        client.invoke(first, "disconnect", "sink", second, "mediaType", "VIDEO");
        assertThat(flows(first, "isMediaFlowingOut", "VIDEO")).isTrue();
        assertThat(flows(second, "isMediaFlowingIn", "VIDEO")).isFalse();
        client.invoke(first, "connect", "sink", second, "mediaType", "VIDEO");
        assertThat(flows(second, "isMediaFlowingOut", "VIDEO")).isTrue();
        client.call("release", "object", endpoint);
        assertThat(flows(second, "isMediaFlowingOut", "VIDEO")).isFalse();
        await().untilAsserted(() -> assertThat(client.events("MediaFlowInStateChanged"))
                .extracting(event -> event.at("/data/state").asText())
                .containsExactly("FLOWING", "NOT_FLOWING", "FLOWING", "NOT_FLOWING"));
    }

    @Test
    void aSinkThatIsNoElementIsAnErrorWhereKurentoCrashes() {
        JsonNode error = client.invoke(endpoint, "connect", "sink", pipeline).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(40107);
        assertThat(error.at("/data/type").asText()).isEqualTo("MEDIA_OBJECT_ILLEGAL_PARAM_ERROR");
        assertThat(client.invoke(endpoint, "getIceTcp").at("/result/value").asBoolean(true)).isFalse();
        JsonNode wrongParent = client.call("create", nested("PassThrough", endpoint)).path("error");
        assertThat(wrongParent.path("code").asInt()).isEqualTo(40107);
        assertThat(fixture.server().openObjects()).isEqualTo(4);
    }

    @Test
    void anOperationThatThisServerDoesNotHaveIsRefused() {
        assertThat(client.invoke(endpoint, "createDataChannel").at("/error/code").asInt()).isEqualTo(40006);
        assertThat(client.invoke(pipeline, "getGstreamerDot").at("/error/data/type").asText())
                .isEqualTo("NOT_IMPLEMENTED");
    }

    private boolean flows(String element, String operation, String kind) {
        return client.invoke(element, operation, "mediaType", kind).at("/result/value").asBoolean();
    }

    private static ObjectNode nested(String type, String pipeline) {
        var params = RpcClient.object("type", type);
        params.set("constructorParams", RpcClient.object("mediaPipeline", pipeline));
        return params;
    }
}
