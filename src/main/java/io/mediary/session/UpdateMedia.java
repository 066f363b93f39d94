package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Change;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/update_media}: mutes and restores kinds of media, and limits what the client may send. */
@ApplicationScoped
@Command(value = "media/session/update_media", summary = "Mutes media and limits the bitrate of a session")
public class UpdateMedia implements Function<UpdateMedia.Input, Void> {

    private final Sessions sessions;
    private final SessionTypes types;
    private final SessionWiring wiring;
    private final SessionEvents events;
    private final SessionDocument document;

    UpdateMedia(Sessions sessions, SessionTypes types, SessionWiring wiring, SessionEvents events,
            SessionDocument document) {
        this.sessions = sessions;
        this.types = types;
        this.wiring = wiring;
        this.events = events;
        this.document = document;
    }

    /**
     * What is absent stays as it is.
     *
     * @param sessionId the session
     * @param muteAudio true cuts audio, false restores it
     * @param muteVideo true cuts video, false restores it
     * @param muteData true cuts the data channel, false restores it
     * @param bitrate kbps, 0 = no limit
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 128) String sessionId, Optional<Boolean> muteAudio,
            Optional<Boolean> muteVideo, Optional<Boolean> muteData,
            Optional<@Min(0) @Max(10_000_000) Integer> bitrate) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return sessions.change(input.sessionId(), caller, (lease, session) -> {
            types.carried(session.type());
            Session changed = session.withMedia(session.media()
                    .with(input.muteAudio(), input.muteVideo(), input.muteData(), input.bitrate()));
            Change.Builder change = Change.builder().doc(document.write(changed));
            events.bitrate(session, changed).ifPresent(change::event);
            return wiring.change(session, changed).map(done -> Sessions.Step.write(change.build(), true));
        }).replaceWithVoid();
    }
}
