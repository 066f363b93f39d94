package io.mediary.session.type;

import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.UriCheck;
import io.mediary.media.Wiring;
import io.mediary.session.Joined;
import io.mediary.session.Playing;
import io.mediary.session.Session;
import io.smallrye.mutiny.Uni;

/** The client receives a file, less what is muted, and sends nothing on. */
@ApplicationScoped
public class Play implements SessionType {

    /** The word in the API. */
    public static final String NAME = "play";

    private final UriCheck uris;

    Play(UriCheck uris) {
        this.uris = uris;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean joins() {
        return true;
    }

    /** Fails with {@code missing_field}; with {@code unauthorized} where players may not open it. */
    @Override
    public Uni<Joining> join(Wish wish) {
        String uri = wish.uri().orElseThrow(() -> Failure.of(ErrorCode.MISSING_FIELD, "uri"));
        return uris.check(uri).replaceWith(() -> new Joining(
                Optional.of(Joined.file(Playing.file(uri, wish.loops()))), Optional.empty()));
    }

    @Override
    public Wiring wiring(Session session) {
        return new Wiring(Set.of(), Sources.of(session, session.media().open()));
    }

    @Override
    public boolean recordsSource() {
        return true;
    }

    @Override
    public ObjectNode extension(Session session) {
        ObjectNode extension = JsonNodeFactory.instance.objectNode();
        session.playing().ifPresent(playing -> extension.put("uri", playing.uri()).put("loops", playing.loops()));
        return extension;
    }
}
