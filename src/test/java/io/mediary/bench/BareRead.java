package io.mediary.bench;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.hash.ReactiveHashCommands;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** The least that a read of a record can be in Quarkus: JSON in, one field of a Redis hash out. In no other test than its bench. */
@ApplicationScoped
@IfBuildProperty(name = BareRead.PROPERTY, stringValue = "true")
public class BareRead {

    /** What makes it part of a test's application. */
    static final String PROPERTY = "bench.bare-read";

    private final ReactiveHashCommands<String, String, String> hashes;

    BareRead(ReactiveRedisDataSource redis) {
        hashes = redis.hash(String.class);
    }

    void open(@Observes Router router) {
        router.post("/bench/read").handler(BodyHandler.create(false)).handler(this::read);
    }

    private void read(RoutingContext context) {
        hashes.hget(context.body().asJsonObject().getString("key"), "doc").subscribe()
                .with(doc -> context.response().putHeader("Content-Type", "application/json").end(doc), context::fail);
    }
}
