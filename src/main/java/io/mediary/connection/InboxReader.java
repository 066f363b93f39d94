package io.mediary.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Subscription;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/**
 * Brings the requests in one connection's inbox to its client, each once for each socket, and the client's answers to
 * those who ask. One that was not answered stays in the inbox for the next socket. Confined to the connection's event
 * loop.
 */
public final class InboxReader {

    /** The field of an entry that is for the connection itself: what it is to listen to. */
    static final String LISTEN = "listen";
    /** The field of the answer to that: the connection's epoch. */
    static final String EPOCH = "epoch";

    private static final Logger LOG = Logger.getLogger(InboxReader.class);
    private static final int GROUP = 64;

    private final Scripts scripts;
    private final ObjectMapper json;
    private final Client connection;
    private final Executor loop;
    private String last = "0-0";
    private boolean reading;
    private boolean rang;

    /**
     * @param connection whose inbox it is
     * @param loop runs on the connection's event loop, in order
     */
    public InboxReader(Scripts scripts, ObjectMapper json, Client connection, Executor loop) {
        this.scripts = scripts;
        this.json = json;
        this.connection = connection;
        this.loop = loop;
    }

    /** A connection that takes requests. */
    public interface Client {

        /** The connection's id. */
        String id();

        /** Asks its client. */
        void request(ClientRequest request, ClientRequests.Waiting waiting);

        /** Listens for the system; completes with the connection's epoch when no later event is missed. */
        Uni<Long> listen(List<Subscription> subscriptions);
    }

    /** There may be something new. Call on the event loop. */
    public void rang() {
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
        JsonNode request = read(fields.get(5).toString());
        if (request.has(LISTEN)) {
            listen(entry, asker, question, request.get(LISTEN));
            return;
        }
        connection.request(decode(request), new ClientRequests.Waiting() {
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
                done(entry, asker, question, reply);
            }
        });
    }

    /** For the connection, not for its client. One that fails stays, for whoever holds the connection next. */
    private void listen(String entry, String asker, String question, JsonNode wanted) {
        List<Subscription> subscriptions = new ArrayList<>();
        wanted.forEach(one -> subscriptions.add(json.convertValue(one, Subscription.class)));
        connection.listen(subscriptions).subscribe().with(epoch -> {
            ObjectNode reply = json.createObjectNode().put("ok", true);
            reply.putObject("data").put(EPOCH, epoch);
            done(entry, asker, question, reply);
        }, failure -> LOG.infof("%s does not listen: %s", connection.id(), failure.getMessage()));
    }

    private void done(String entry, String asker, String question, ObjectNode reply) {
        reply(asker, question, reply);
        scripts.command(Command.XDEL, Keys.inbox(connection.id()), entry).subscribe().with(done -> {
        }, failure -> LOG.infof("an answered request stays in the inbox of %s: %s", connection.id(),
                failure.getMessage()));
    }

    private void reply(String asker, String question, ObjectNode reply) {
        scripts.command(Command.PUBLISH, Keys.channel(asker), "reply " + question + " " + reply).subscribe().with(
                done -> {
                },
                failure -> LOG.infof("an answer of %s is lost: %s", connection.id(), failure.getMessage()));
    }

    private ClientRequest decode(JsonNode request) {
        return new ClientRequest(request.path("class").asText(),
                Optional.ofNullable(request.path("subclass").textValue()), request.path("cmd").asText(),
                request.get("data") instanceof ObjectNode data ? data : json.createObjectNode());
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an inbox holds a broken request", e);
        }
    }
}
