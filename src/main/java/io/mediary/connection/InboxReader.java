package io.mediary.connection;

import java.util.Optional;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/**
 * Brings the requests in one connection's inbox to its client, each once for each socket, and the client's answers to
 * those who ask. One that was not answered stays in the inbox for the next socket. Confined to the connection's event
 * loop.
 */
final class InboxReader {

    private static final Logger LOG = Logger.getLogger(InboxReader.class);
    private static final int GROUP = 64;

    private final Scripts scripts;
    private final ObjectMapper json;
    private final ClientConnection connection;
    private final Executor loop;
    private String last = "0-0";
    private boolean reading;
    private boolean rang;

    InboxReader(Scripts scripts, ObjectMapper json, ClientConnection connection, Executor loop) {
        this.scripts = scripts;
        this.json = json;
        this.connection = connection;
        this.loop = loop;
    }

    /** There may be something new. */
    void rang() {
        if (reading) {
            rang = true;
            return;
        }
        reading = true;
        rang = false;
        scripts.command(Command.XRANGE, Keys.inbox(connection.id()), "(" + last, "+", "COUNT", Integer.toString(GROUP))
                .emitOn(loop).subscribe().with(this::read, failure -> {
                    reading = false;
                    LOG.infof("the inbox of %s could not be read: %s", connection.id(), failure.getMessage());
                });
    }

    private void read(Response entries) {
        reading = false;
        for (Response entry : entries) {
            last = entry.get(0).toString();
            deliver(last, entry.get(1));
        }
        if (rang || entries.size() == GROUP) {
            rang();
        }
    }

    private void deliver(String entry, Response fields) {
        String question = fields.get(1).toString();
        String asker = fields.get(3).toString();
        connection.request(decode(fields.get(5).toString()), new ClientRequests.Waiting() {
            @Override
            public void acked() {
                reply(asker, question, json.createObjectNode().put("ack", true));
            }

            @Override
            public void answered(ClientAnswer answer) {
                ObjectNode reply = json.createObjectNode().put("ok", answer.ok());
                if (!answer.data().isMissingNode()) {
                    reply.set("data", answer.data());
                }
                reply(asker, question, reply);
                scripts.command(Command.XDEL, Keys.inbox(connection.id()), entry).subscribe().with(done -> {
                }, failure -> LOG.infof("an answered request stays in the inbox of %s: %s", connection.id(),
                        failure.getMessage()));
            }
        });
    }

    private void reply(String asker, String question, ObjectNode reply) {
        scripts.command(Command.PUBLISH, Keys.channel(asker), "reply " + question + " " + reply).subscribe().with(
                done -> {
                },
                failure -> LOG.infof("an answer of %s is lost: %s", connection.id(), failure.getMessage()));
    }

    private ClientRequest decode(String text) {
        try {
            JsonNode request = json.readTree(text);
            return new ClientRequest(request.path("class").asText(),
                    Optional.ofNullable(request.path("subclass").textValue()), request.path("cmd").asText(),
                    request.get("data") instanceof ObjectNode data ? data : json.createObjectNode());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an inbox holds a broken request", e);
        }
    }
}
