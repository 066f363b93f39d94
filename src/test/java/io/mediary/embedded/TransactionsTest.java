package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

class TransactionsTest {

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    @Test
    void aWholeMediaChangeInOneRequest() {
        RpcClient client = fixture.connect();
        JsonNode answers = run(client, create(0, "MediaPipeline", null), create(1, "WebRtcEndpoint", "newref:0"),
                create(2, "PassThrough", "newref:0"),
                operation(3, "subscribe", RpcClient.object("object", "newref:1", "type", "IceCandidateFound")),
                invoke(4, "newref:1", "processOffer", "offer", InMemoryEngine.SDP),
                invoke(5, "newref:1", "gatherCandidates"), invoke(6, "newref:1", "connect", "sink", "newref:2"),
                invoke(7, "newref:2", "connect", "sink", "newref:1"));
        assertThat(answers).hasSize(8).allMatch(answer -> answer.has("result"));
        String endpoint = answers.at("/1/result/value").asText();
        assertThat(client.invoke(endpoint, "getSourceConnections").at("/result/value")).hasSize(3);
    }

    @Test
    void theFirstFailureEndsItAndNothingIsTakenBack() {
        RpcClient client = fixture.connect();
        JsonNode answers = run(client, create(0, "MediaPipeline", null), create(1, "WebRtcEndpoint", "newref:0"),
                invoke(2, "newref:1", "processOffer", "offer", "garbage"), create(3, "PassThrough", "newref:0"));
        assertThat(answers).hasSize(3);
        assertThat(answers.at("/2/error/code").asInt()).isEqualTo(40201);
        assertThat(answers.at("/2/id").asInt()).isEqualTo(2);
        assertThat(fixture.server().openObjects()).isEqualTo(2);
    }

    @Test
    void aReferenceToWhatIsNotThereYetIsAnError() {
        RpcClient client = fixture.connect();
        JsonNode answers = run(client, invoke(0, "newref:1", "getName"), create(1, "MediaPipeline", null));
        assertThat(answers).hasSize(1);
        assertThat(answers.at("/0/error/code").asInt()).isEqualTo(40109);
    }

    @Test
    void wrongOperationsAreRefusedBeforeAnythingIsDone() {
        RpcClient client = fixture.connect();
        ObjectNode params = RpcClient.object();
        params.putArray("operations").add(create(0, "MediaPipeline", null)).add(create(5, "MediaPipeline", null));
        assertThat(client.call("transaction", params).at("/error/message").asText())
                .isEqualTo("Id of request '1' should be '1'");
        assertThat(fixture.server().openObjects()).isZero();
        JsonNode nested = run(client, operation(0, "transaction", RpcClient.object()));
        assertThat(nested.at("/0/error/code").asInt()).isEqualTo(40008);
    }

    private static JsonNode run(RpcClient client, ObjectNode... operations) {
        ObjectNode params = RpcClient.object();
        var list = params.putArray("operations");
        for (ObjectNode operation : operations) {
            list.add(operation);
        }
        return client.call("transaction", params).at("/result/value");
    }

    private static ObjectNode create(int id, String type, String pipeline) {
        ObjectNode params = RpcClient.object("type", type);
        params.set("constructorParams",
                pipeline == null ? RpcClient.object() : RpcClient.object("mediaPipeline", pipeline));
        return operation(id, "create", params);
    }

    private static ObjectNode invoke(int id, String object, String operation, String... operationParams) {
        ObjectNode params = RpcClient.object("object", object, "operation", operation);
        params.set("operationParams", RpcClient.object(operationParams));
        return operation(id, "invoke", params);
    }

    private static ObjectNode operation(int id, String method, ObjectNode params) {
        ObjectNode operation = RpcClient.object("method", method, "jsonrpc", "2.0").put("id", id);
        operation.set("params", params);
        return operation;
    }
}
