package io.mediary.bench;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.hash.ReactiveHashCommands;
import io.smallrye.mutiny.Uni;

/** The least that a read of a record can be in Quarkus: JSON in, one field of a Redis hash out. In no other test than its bench. */
@Path("/bench/read")
@IfBuildProperty(name = BareRead.PROPERTY, stringValue = "true")
public class BareRead {

    /** What makes it part of a test's application. */
    static final String PROPERTY = "bench.bare-read";

    private final ReactiveHashCommands<String, String, String> hashes;

    BareRead(ReactiveRedisDataSource redis) {
        hashes = redis.hash(String.class);
    }

    /**
     * What to read.
     *
     * @param key of the hash
     */
    public record Wanted(String key) {
    }

    /** The record's document. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<String> read(Wanted wanted) {
        return hashes.hget(wanted.key(), "doc");
    }
}
