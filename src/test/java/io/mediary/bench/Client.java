package io.mediary.bench;

import java.io.IOException;
import java.net.URI;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;

/** A client of the WebSocket door that does everything on its caller's thread. For one thread; every method blocks. */
final class Client implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Wire wire;
    private int tid;

    private Client(Wire wire) {
        this.wire = wire;
    }

    /** Connects and logs in. */
    static Client login(URI door, String user) throws IOException {
        Client client = new Client(Wire.connect(door));
        client.call("core/user/login", "user", user);
        return client;
    }

    /**
     * Sends a command and waits for its answer; whatever the server asks meanwhile is answered.
     *
     * @param command {@code media/session/create}
     * @param data key, value, key, value
     * @throws IllegalStateException where the answer is an error
     */
    JsonNode call(String command, Object... data) throws IOException {
        String[] words = command.split("/");
        ObjectNode message = JSON.createObjectNode().put("class", words[0]).put("subclass", words[1])
                .put("cmd", words[2]).put("tid", ++tid);
        wire.send(message.<ObjectNode>set("data", ApiClient.data(data)).toString());
        while (true) {
            JsonNode answer = JSON.readTree(wire.receive());
            if (answer.has("cmd")) {
                answer(answer);
            } else if (answer.has("result") && answer.path("tid").asInt() == tid) {
                if (!answer.path("result").asText().equals("ok")) {
                    throw new IllegalStateException(command + ": " + answer);
                }
                return answer.path("data");
            }
        }
    }

    /** Waits for the next event. It is not answered yet, so that the answer is not measured. */
    JsonNode event() throws IOException {
        while (true) {
            JsonNode asked = JSON.readTree(wire.receive());
            if (asked.path("cmd").asText().equals("event")) {
                return asked;
            }
            if (asked.has("cmd")) {
                answer(asked);
            }
        }
    }

    /** Answers what the server asked. */
    void answer(JsonNode asked) throws IOException {
        wire.send(JSON.createObjectNode().put("result", "ok").<ObjectNode>set("tid", asked.get("tid")).toString());
    }

    /** Answers what has come, as a client does that has nothing to say itself. */
    void idle() throws IOException {
        while (wire.ready()) {
            JsonNode asked = JSON.readTree(wire.receive());
            if (asked.has("cmd")) {
                answer(asked);
            }
        }
    }

    /** Ends the connection without a word. */
    @Override
    public void close() throws IOException {
        wire.close();
    }
}
