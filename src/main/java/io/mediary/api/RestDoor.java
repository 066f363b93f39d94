package io.mediary.api;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.mediary.config.LimitsConfig;
import io.mediary.function.Answer;
import io.mediary.function.Authentication;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Excerpt;
import io.mediary.function.Failure;
import io.mediary.function.Failures;
import io.mediary.function.Pipeline;
import io.mediary.function.Request;
import io.mediary.function.RequestJson;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The door for plain HTTP: {@code POST /v1/{class}/{subclass}/{cmd}}, the body is the command's {@code data}, the answer
 * is the response envelope without {@code tid}. Everything under {@code /v1} that nobody serves gets the envelope too.
 * A request holds one of the instance's places from its first byte to its answer.
 */
@ApplicationScoped
class RestDoor {

    /** Before Quarkus' own check of the body's length (-2), whose answer has no envelope. */
    private static final int FIRST = -10;
    private static final Pattern COMMAND_PATH = Pattern.compile("/v1/(internal/[^/]+|[^/]+/[^/]+/[^/]+)");
    private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String ANONYMOUS = "anonymous";
    /** The class of commands for schedulers, whose paths leave out the subclass that is not there: {@code /v1/internal/tick}. */
    private static final String INTERNAL = "internal";

    private final Pipeline pipeline;
    private final Authentication authentication;
    private final Failures failures;
    private final RequestJson json;
    private final LimitsConfig limits;
    private final Vertx vertx;
    private final Places places;
    private final RestAnswer answers;

    @Inject
    RestDoor(Pipeline pipeline, Authentication authentication, Failures failures, RequestJson json,
            ObjectMapper mapper, LimitsConfig limits, Vertx vertx) {
        this.pipeline = pipeline;
        this.authentication = authentication;
        this.failures = failures;
        this.json = json;
        this.limits = limits;
        this.vertx = vertx;
        this.places = new Places(limits.restRequestsInFlight());
        this.answers = new RestAnswer(mapper, vertx, limits.frameSize().asLongValue());
    }

    void open(@Observes Router router) {
        router.post("/v1/:class/:subclass/:cmd").order(FIRST).handler(this::call);
        router.post("/v1/" + INTERNAL + "/:cmd").order(FIRST).handler(this::call);
        router.route("/v1/*").last().handler(this::unserved);
    }

    private void call(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!places.take()) {
            answers.send(request, answer(Failure.of(ErrorCode.TOO_MANY_REQUESTS), routing));
            return;
        }
        request.pause();
        ContextInternal loop = (ContextInternal) vertx.getOrCreateContext();
        Uni.createFrom().deferred(() -> caller(request))
                .emitOn(step -> loop.emit(step, Runnable::run))
                .chain(caller -> RequestBody
                        .read(vertx, request, limits.messageSize().asLongValue(), limits.bodyTimeout())
                        .map(body -> command(routing, caller, body)))
                .chain(pipeline::run)
                .onFailure().recoverWithItem(problem -> answer(problem, routing))
                .onTermination().invoke(places::release)
                .emitOn(step -> loop.emit(step, Runnable::run))
                .subscribe().with(answer -> answers.send(request, answer));
    }

    private Request command(RoutingContext routing, Caller caller, Buffer body) {
        return new Request(Optional.ofNullable(routing.pathParam("class")).orElse(INTERNAL),
                Optional.ofNullable(routing.pathParam("subclass")).orElse("-"), routing.pathParam("cmd"),
                data(routing.request(), body), caller);
    }

    private JsonNode data(HttpServerRequest request, Buffer body) {
        if (body.length() == 0) {
            return MissingNode.getInstance();
        }
        if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            throw Failure.of(ErrorCode.INVALID_PARAMETERS);
        }
        return json.object(body.getBytes());
    }

    /** Types that a page of another origin could send without being asked are refused with all the others. */
    private static boolean isJson(String contentType) {
        if (contentType == null) {
            return true;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }

    private Uni<Caller> caller(HttpServerRequest request) {
        Optional<String> key = Optional.ofNullable(request.getHeader(KEY_HEADER));
        if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, KEY_HEADER);
        }
        if (!authentication.enabled()) {
            return Uni.createFrom().item(new Caller(true, ANONYMOUS, true, Optional.empty(), key));
        }
        return BearerToken.of(request)
                .map(token -> authentication.byToken(token)
                        .map(who -> new Caller(true, who.user(), who.administrator(), Optional.empty(), key)))
                .orElseGet(() -> Uni.createFrom().item(new Caller(false, "", false, Optional.empty(), key)));
    }

    private void unserved(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (COMMAND_PATH.matcher(path).matches()) {
            answers.sendMethodNotAllowed(routing.request(), HttpMethod.POST);
        } else {
            answers.send(routing.request(),
                    answer(Failure.of(ErrorCode.UNKNOWN_COMMAND, Excerpt.of(path)), routing));
        }
    }

    private Answer answer(Throwable problem, RoutingContext routing) {
        return failures.answer(problem, "POST " + Excerpt.of(routing.normalizedPath()));
    }
}
