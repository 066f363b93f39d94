package io.mediary.api;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.InstanceConfig;
import io.mediary.function.Answer;
import io.mediary.function.ErrorCode;
import io.mediary.instance.Presence;
import io.mediary.instance.Withdrawal;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The REST commands and downloads that are under way. When the instance stops, each is served to its end; new ones are served until balancers had the time to notice, and refused (503)
 * after that: none is begun and then cut. Thread-safe.
 */
@ApplicationScoped
class OpenRequests implements Withdrawal {

    /** Before every door. */
    private static final int FIRST = -20;
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Presence presence;
    private final Duration notice;
    private final RestAnswer answers;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean refusing;

    @Inject
    OpenRequests(Presence presence, InstanceConfig config, ObjectMapper json, Vertx vertx) {
        this.presence = presence;
        this.notice = config.notice();
        this.answers = new RestAnswer(json, vertx, 0);
    }

    void open(@Observes Router router) {
        router.route("/v1/*").order(FIRST).handler(this::enter);
    }

    /** How many are under way. */
    int count() {
        return open.get();
    }

    private void enter(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (path.equals("/v1/ws") || path.equals("/v1/events")) {
            routing.next();
            return;
        }
        open.incrementAndGet();
        routing.addEndHandler(end -> open.decrementAndGet());
        if (presence.leaving() && routing.request().version() != HttpVersion.HTTP_2) {
            routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (refusing) {
            answers.send(routing.request(),
                    new Answer.Error(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE.text("")));
        } else {
            routing.next();
        }
    }

    @Override
    public Uni<Void> withdraw(Duration within, boolean others) {
        Instant told = presence.since().orElseGet(Instant::now);
        return Multi.createFrom().ticks().every(LOOK).invoke(tick -> {
            refusing = refusing || !others || Instant.now().isAfter(told.plus(notice));
        }).select().first(tick -> !refusing || count() > 0).collect().last().replaceWithVoid();
    }
}
