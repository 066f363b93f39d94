package io.mediary.bench;

import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.hash.ReactiveHashCommands;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * The least that a read of a record can be in Quarkus: JSON in, one field of a Redis hash out, as it is ({@code /bench/read}) or read and written again in an
 * envelope ({@code /bench/parse}). In no other test than its bench.
 */
@ApplicationScoped
@IfBuildProperty(name = BareRead.PROPERTY, stringValue = "true")
public class BareRead {

    /** What makes it part of a test's application. */
    static final String PROPERTY = "bench.bare-read";

    private final ReactiveHashCommands<String, String, String> hashes;

    private final ObjectMapper json;

    BareRead(ReactiveRedisDataSource redis, ObjectMapper json) {
        hashes = redis.hash(String.class);
        this.json = json;
    }

    void open(@Observes Router router) {
        router.post("/bench/read").handler(BodyHandler.create(false))
                .handler(context -> read(context, doc -> doc));
        router.post("/bench/parse").handler(BodyHandler.create(false))
                .handler(context -> read(context, this::enveloped));
    }

    private String enveloped(String doc) {
        try {
            return json.writeValueAsString(
                    json.createObjectNode().put("result", "ok").set("data", json.readTree(doc)));
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException(foreign);
        }
    }

    private void read(RoutingContext context, UnaryOperator<String> made) {
        hashes.hget(context.body().asJsonObject().getString("key"), "doc").map(made).subscribe()
                .with(doc -> context.response().putHeader("Content-Type", "application/json").end(doc), context::fail);
    }
}
