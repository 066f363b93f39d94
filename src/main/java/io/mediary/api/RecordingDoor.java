package io.mediary.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.LimitsConfig;
import io.mediary.function.Authentication;
import io.mediary.function.Caller;
import io.mediary.function.Catalogue;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Failures;
import io.mediary.recording.Download;
import io.mediary.recording.Downloads;
import io.mediary.recording.Links;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The files of recordings: {@code GET} and {@code HEAD /v1/recordings/{recording_id}}, with single byte ranges, for the
 * owner and administrators by token, and for anybody by a signed link ({@code expires}, {@code signature}), whose answer
 * no token changes. {@code download=true} has browsers save it. A download holds one of its instance's places until it
 * ends. An instance that serves no command of recordings does not serve their files either. Thread-safe.
 */
@ApplicationScoped
class RecordingDoor {

    private static final String ID = "recording_id";
    private static final int LONGEST_ID = 128;
    private static final CharSequence DISPOSITION = HttpHeaders.createOptimized("Content-Disposition");
    private static final CharSequence SNIFFING = HttpHeaders.createOptimized("X-Content-Type-Options");

    private final Downloads downloads;
    private final Authentication authentication;
    private final Failures failures;
    private final LimitsConfig limits;
    private final Vertx vertx;
    private final Places places;
    private final RestAnswer answers;
    private final Catalogue catalogue;

    @Inject
    RecordingDoor(Catalogue catalogue, Downloads downloads, Authentication authentication, Failures failures,
            ObjectMapper json, LimitsConfig limits, Vertx vertx) {
        this.catalogue = catalogue;
        this.downloads = downloads;
        this.authentication = authentication;
        this.failures = failures;
        this.limits = limits;
        this.vertx = vertx;
        this.places = new Places(limits.downloads());
        this.answers = new RestAnswer(json, vertx, limits.messageSize().asLongValue());
    }

    void open(@Observes Router router) {
        String path = Links.PATH + ":" + ID;
        if (!catalogue.servesAny(RecordingInOpenApi.FAMILY)) {
            router.route(path).handler(
                    routing -> refuse(routing.request(), catalogue.refusal(RecordingInOpenApi.FAMILY + "/get_url")));
            return;
        }
        router.get(path).handler(this::serve);
        router.head(path).handler(this::serve);
        router.route(path).handler(routing -> answers.sendMethodNotAllowed(routing.request(), HttpMethod.GET));
    }

    /** How many downloads could begin at this moment. */
    int freePlaces() {
        return places.free();
    }

    private void serve(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!places.take()) {
            refuse(request, Failure.of(ErrorCode.TOO_MANY_REQUESTS));
            return;
        }
        Context loop = vertx.getOrCreateContext();
        Uni.createFrom().deferred(() -> download(request, routing.pathParam(ID)))
                .emitOn(step -> loop.runOnContext(ignored -> step.run()))
                .subscribe().with(download -> answer(request, download, loop), problem -> {
                    places.release();
                    loop.runOnContext(ignored -> refuse(request, problem));
                });
    }

    private Uni<Download> download(HttpServerRequest request, String id) {
        if (id.length() > LONGEST_ID) {
            throw Failure.of(ErrorCode.RECORDING_NOT_FOUND);
        }
        String signature = request.getParam("signature");
        if (signature != null) {
            return downloads.find(id, Optional.ofNullable(request.getParam("expires")).orElse(""), signature);
        }
        return caller(request).chain(caller -> downloads.find(id, caller));
    }

    private Uni<Caller> caller(HttpServerRequest request) {
        if (!authentication.enabled()) {
            return Uni.createFrom().item(new Caller(true, "", true, Optional.empty(), Optional.empty()));
        }
        return BearerToken.of(request).map(authentication::byToken)
                .orElseGet(() -> Uni.createFrom().failure(Failure.of(ErrorCode.NOT_AUTHENTICATED)))
                .map(who -> new Caller(true, who.user(), who.administrator(), Optional.empty(), Optional.empty()));
    }

    private void answer(HttpServerRequest request, Download download, Context loop) {
        HttpServerResponse response = request.response();
        boolean get = request.method() == HttpMethod.GET;
        // Ranges are for GET alone (RFC 9110, 14.2).
        ByteSelection selection = ByteSelection.of(get ? request.getHeader("Range") : null,
                request.getHeader("If-Range"), download.tag(), download.size());
        if (get && selection.length() > 0) {
            downloads.read(download, selection.from(), selection.length())
                    .subscribe(new FileWire(vertx, loop, response, limits.downloadStall(),
                            () -> head(request, download, selection), problem -> refuse(request, problem),
                            places::release));
            return;
        }
        places.release();
        if (!response.ended() && !response.closed()) {
            head(request, download, selection);
            response.end();
        }
    }

    private static void head(HttpServerRequest request, Download download, ByteSelection selection) {
        HttpServerResponse response = request.response();
        response.setStatusCode(selection.status())
                .putHeader("Accept-Ranges", "bytes")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(selection.length()))
                .putHeader(HttpHeaders.CACHE_CONTROL, "private")
                .putHeader(HttpHeaders.ETAG, download.tag());
        if (selection.status() != 200) {
            response.putHeader("Content-Range", selection.contentRange(download.size()));
        }
        if (selection.length() > 0) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, download.contentType()).putHeader(SNIFFING, "nosniff")
                    .putHeader(DISPOSITION, disposition(request, download.fileName()));
        }
    }

    /** RFC 6266; the second name is for those who understand it, and the only one that is exact. */
    private static String disposition(HttpServerRequest request, String fileName) {
        if (!"true".equals(request.getParam("download"))) {
            return "inline";
        }
        String plain = fileName.replaceAll("[^A-Za-z0-9._ -]", "_");
        String exact = URLEncoder.encode(fileName, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }

    private void refuse(HttpServerRequest request, Throwable problem) {
        answers.send(request, failures.answer(problem, request.method() + " " + Links.PATH));
    }
}
