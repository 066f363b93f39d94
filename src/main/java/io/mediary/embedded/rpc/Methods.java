package io.mediary.embedded.rpc;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.MediaEngine;

/** What Kurento's JSON-RPC methods do, all but those that are about sockets ({@link Client}). Thread-safe. */
final class Methods {

    private final String serverId = UUID.randomUUID().toString();
    private final ApiDescription api;
    private final Marshalling marshalling;
    private final MediaEngine engine;
    private final ServerObject server;
    private final MediaSet media;
    private final Map<String, ObjectType> types = ObjectType.all();
    private final AtomicInteger created = new AtomicInteger();

    Methods(ApiDescription api, MediaEngine engine) {
        this.api = api;
        this.marshalling = new Marshalling(api);
        this.engine = engine;
        this.server = new ServerObject(api, types.keySet());
        this.media = new MediaSet(server);
    }

    /** The objects and sessions of this server. */
    MediaSet media() {
        return media;
    }

    /** Makes a session of an id that was never used. */
    Session newSession() throws RpcException {
        return media.session(UUID.randomUUID().toString());
    }

    /** `ping`: works without a session, and then answers without one. */
    ObjectNode ping(Session session) {
        ObjectNode result = Json.object().put("value", "pong");
        return session == null ? result : result.put("sessionId", session.id());
    }

    /** `connect`: the session was found or made before. */
    ObjectNode connect(Session session) {
        return Json.object().put("serverId", serverId).put("sessionId", session.id());
    }

    /** Executes a method of a session and answers its `result`. */
    JsonNode execute(Session session, Request request) throws RpcException {
        ObjectNode params = request.params();
        return switch (request.method()) {
            case "ping" -> ping(session);
            case "create" -> create(session, params);
            case "invoke" -> invoke(session, params);
            case "subscribe" -> subscribe(session, params);
            case "describe" -> describe(session, params);
            case "release" -> {
                media.release(text(params, "object"));
                yield done(session);
            }
            case "unsubscribe" -> {
                media.unsubscribe(session, text(params, "object"), text(params, "subscription"));
                yield done(session);
            }
            case "ref" -> {
                media.find(session, text(params, "object"));
                yield done(session);
            }
            case "unref" -> {
                media.unreference(session, text(params, "object"));
                yield done(session);
            }
            case "keepAlive" -> done(media.known(session.id()));
            case "closeSession" -> {
                media.close(session, params.path("release").asBoolean());
                yield NullNode.instance;
            }
            case "transaction" -> answered(session,
                    Transaction.run(params.path("operations"), each -> operation(session, each)));
            default -> throw new RpcException(RpcException.METHOD_NOT_FOUND, null, "Method not found.");
        };
    }

    private JsonNode operation(Session session, Request request) throws RpcException {
        if (request.method().equals("transaction")) {
            throw ErrorType.MALFORMED_TRANSACTION.with("A transaction cannot be in a transaction");
        }
        return execute(session, request);
    }

    private ObjectNode create(Session session, ObjectNode params) throws RpcException {
        String given = text(params, "type");
        String name = given.startsWith(RemoteClass.PREFIX) ? given.substring(RemoteClass.PREFIX.length()) : given;
        ObjectType factory = types.get(name);
        if (factory == null) {
            throw ErrorType.MEDIA_OBJECT_NOT_AVAILABLE.with("Factory '" + given + "' not found");
        }
        RemoteClass type = api.remoteClass(name).orElseThrow();
        Arguments arguments = marshalling.check(type.constructor().orElseThrow(), params.path("constructorParams"),
                id -> media.find(session, id));
        MediaObject object = factory.create(new Creation(type, arguments, engine, created.getAndIncrement()));
        try {
            media.add(session, object);
        } catch (RpcException | RuntimeException e) {
            object.close();
            throw e;
        }
        server.created(object);
        return answered(session, object);
    }

    private ObjectNode invoke(Session session, ObjectNode params) throws RpcException {
        String name = text(params, "operation");
        MediaObject object = media.find(session, text(params, "object"));
        JsonNode given = params.path("operationParams");
        Operation operation = object.type().operations().get(name);
        if (operation == null) {
            throw ErrorType.MALFORMED_TRANSACTION
                    .with("Method '" + name + "' with " + given.size() + " parameters not found");
        }
        Arguments arguments = marshalling.check(operation.parameters(), given, id -> media.find(session, id));
        return answered(session, object.invoke(operation, arguments, media));
    }

    private ObjectNode subscribe(Session session, ObjectNode params) throws RpcException {
        String event = text(params, "type");
        return answered(session, media.find(session, text(params, "object")).subscribe(session, event));
    }

    private ObjectNode describe(Session session, ObjectNode params) throws RpcException {
        RemoteClass type = media.find(session, text(params, "object")).type();
        ObjectNode result = done(session).put("type", type.name()).put("qualifiedType", type.qualifiedName());
        var hierarchy = result.putArray("hierarchy");
        type.ancestors().forEach(ancestor -> hierarchy.add(RemoteClass.PREFIX + ancestor));
        return result;
    }

    private static ObjectNode answered(Session session, Object value) {
        ObjectNode result = done(session);
        result.set("value", Json.value(value));
        return result;
    }

    private static ObjectNode done(Session session) {
        return Json.object().put("sessionId", session.id());
    }

    private static String text(ObjectNode params, String name) throws RpcException {
        JsonNode value = params.path(name);
        if (!value.isTextual()) {
            throw RpcException.required(name);
        }
        return value.asText();
    }
}
