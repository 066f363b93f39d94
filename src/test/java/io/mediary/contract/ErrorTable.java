package io.mediary.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;

/**
 * A table of commands and the errors that they are answered with, played at both doors. What the commands name is made before,
 * by REST, and destroyed when it is closed.
 */
final class ErrorTable implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of a recording's file; other tests may record into the same directory at the same time. */
    private static final String NAME = "$NAME";

    private final JsonNode errors;
    private final Map<String, String> variables = new HashMap<>(Offers.variables());
    private final Deque<ObjectNode> made = new ArrayDeque<>();

    /** Makes what the table's part {@code given} says. */
    ErrorTable(String name) throws IOException {
        JsonNode table;
        try (InputStream in = ErrorTable.class.getResourceAsStream("/contract/" + name)) {
            table = JSON.readTree(in);
        }
        errors = table.get("errors");
        variables.put(NAME, UUID.randomUUID().toString());
        for (JsonNode object : table.get("given")) {
            make(object.get("name").asText(), object.get("cmd").asText(), object.get("data"));
        }
    }

    private void make(String name, String command, JsonNode data) throws IOException {
        JsonNode answer = rest(command, data);
        assertThat(answer.path("result").asText()).as("%s: %s", name, answer).isEqualTo("ok");
        String field = command.startsWith("media/room/")
                ? "room_id"
                : command.endsWith("/recorder_action") ? "recording_id" : "session_id";
        String id = answer.at("/data/" + field).asText();
        variables.put(name, id);
        if (field.equals("recording_id")) {
            undo("media/recording/destroy", field, id);
            made.push(JSON.createObjectNode().put("cmd", command)
                    .<ObjectNode>set("data", data.<ObjectNode>deepCopy().put("action", "stop")));
        } else {
            undo(command.replace("/create", "/destroy"), field, id);
        }
    }

    private void undo(String command, String field, String id) {
        made.push(JSON.createObjectNode().put("cmd", command)
                .<ObjectNode>set("data", JSON.createObjectNode().put(field, id)));
    }

    /** Every command is answered with its error at the WebSocket door, which stays open. */
    void play(RawSocket socket) throws InterruptedException {
        int tid = 0;
        for (JsonNode sample : errors) {
            String[] name = sample.get("cmd").asText().split("/");
            ObjectNode request = JSON.createObjectNode()
                    .put("class", name[0])
                    .put("subclass", name[1])
                    .put("cmd", name[2])
                    .put("tid", ++tid);
            socket.send(request.set("data", Sample.fill(sample.get("data"), variables)).toString());
            check(sample, socket.next());
        }
        assertThat(socket.isOpen()).isTrue();
    }

    /** The same at the REST door, with the statuses of the catalogue. */
    void playByRest() throws IOException {
        for (JsonNode sample : errors) {
            var answer = given().contentType("application/json")
                    .body(Sample.fill(sample.get("data"), variables).toString())
                    .post("/v1/" + sample.get("cmd").asText());
            check(sample, JSON.readTree(answer.asString()));
            assertThat(answer.statusCode()).as(sample.get("name").asText())
                    .isEqualTo(ErrorCode.of(sample.get("code").asInt()).orElseThrow().httpStatus());
        }
    }

    @Override
    public void close() throws IOException {
        for (ObjectNode object : made) {
            rest(object.get("cmd").asText(), object.get("data"));
        }
    }

    private JsonNode rest(String command, JsonNode data) throws IOException {
        return JSON.readTree(given().contentType("application/json").body(Sample.fill(data, variables).toString())
                .post("/v1/" + command).asString());
    }

    private void check(JsonNode sample, JsonNode answer) {
        assertThat(answer.path("result").asText()).as("%s: %s", sample.get("name"), answer).isEqualTo("error");
        assertThat(answer.at("/data/code").asInt()).as("%s: %s", sample.get("name"), answer)
                .isEqualTo(sample.get("code").asInt());
        assertThat(answer.at("/data/error").asText()).as(sample.get("name").asText())
                .isEqualTo(sample.get("text").asText().replace(NAME, variables.get(NAME)));
    }
}
