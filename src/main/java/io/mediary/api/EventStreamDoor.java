package io.mediary.api;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.mediary.config.ConnectionConfig;
import io.mediary.config.LimitsConfig;
import io.mediary.connection.Connections;
import io.mediary.connection.EventCursor;
import io.mediary.connection.EventStreams;
import io.mediary.connection.Peer;
import io.mediary.event.Subscription;
import io.mediary.function.Authentication;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Failures;
import io.mediary.instance.Presence;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Server-sent events: {@code GET /v1/events?class=&subclass=&type=&obj_id=}, each absent word for any. A client that
 * comes again shows the last id that it got in {@code Last-Event-ID}, or, where it cannot set headers, in
 * {@code last_event_id}. Thread-safe.
 */
@ApplicationScoped
class EventStreamDoor {

    /** Who nobody has to say he is. */
    static final Principal NOBODY = new Principal("", true, 0);

    private static final Pattern WORD = Pattern.compile("[^|\\s]{1,64}");
    private static final Pattern ID = Pattern.compile(".{1,256}");

    private final Vertx vertx;
    private final Authentication authentication;
    private final Connections connections;
    private final EventStreams streams;
    private final ConnectionConfig config;
    private final LimitsConfig limits;
    private final Presence presence;
    private final Failures failures;
    private final RestAnswer answers;

    EventStreamDoor(Vertx vertx, Authentication authentication, Connections connections, EventStreams streams,
            ConnectionConfig config, LimitsConfig limits, Presence presence, Failures failures, ObjectMapper json) {
        this.vertx = vertx;
        this.authentication = authentication;
        this.connections = connections;
        this.streams = streams;
        this.config = config;
        this.limits = limits;
        this.presence = presence;
        this.failures = failures;
        this.answers = new RestAnswer(json, vertx, 0);
    }

    void open(@Observes Router router) {
        router.get("/v1/events").handler(this::stream);
    }

    private void stream(RoutingContext routing) {
        Context context = vertx.getOrCreateContext();
        Executor loop = task -> context.runOnContext(ignored -> task.run());
        HttpServerRequest request = routing.request();
        EventStreamWire wire = new EventStreamWire(vertx, request.response(), config.heartbeat());
        Uni.createFrom().deferred(() -> {
            if (presence.leaving() || connections.size() >= limits.sockets()) {
                throw Failure.of(ErrorCode.UNAVAILABLE);
            }
            Subscription subscription = subscription(request);
            Optional<EventCursor> cursor = cursor(request);
            return principal(request).emitOn(loop).chain(who -> streams.open(wire, loop,
                    new Peer("sse", String.valueOf(request.remoteAddress())), who, subscription, cursor)
                    .invoke(stream -> wire.carry(stream, who.expiresAt())));
        }).emitOn(loop).subscribe().with(stream -> {
        }, problem -> answers.send(request, failures.answer(problem, "GET /v1/events")));
    }

    private Uni<Principal> principal(HttpServerRequest request) {
        if (!authentication.enabled()) {
            return Uni.createFrom().item(NOBODY);
        }
        return BearerToken.of(request).map(authentication::byToken)
                .orElseGet(() -> Uni.createFrom().failure(Failure.of(ErrorCode.NOT_AUTHENTICATED)));
    }

    private static Subscription subscription(HttpServerRequest request) {
        return new Subscription(word(request, "class", WORD), word(request, "subclass", WORD),
                word(request, "type", WORD), word(request, "obj_id", ID), JsonNodeFactory.instance.objectNode());
    }

    private static String word(HttpServerRequest request, String name, Pattern shape) {
        String word = request.getParam(name);
        if (word == null || word.isEmpty()) {
            return Subscription.ANY;
        }
        if (!shape.matcher(word).matches()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, name);
        }
        return word;
    }

    private static Optional<EventCursor> cursor(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .or(() -> Optional.ofNullable(request.getParam("last_event_id"))).filter(id -> !id.isEmpty())
                .map(EventCursor::decode);
    }
}
