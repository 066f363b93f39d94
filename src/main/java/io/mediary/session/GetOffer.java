package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.mediary.session.sdp.Description;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/get_offer}: the offer; waits until it is there. */
@ApplicationScoped
@Command(value = "media/session/get_offer", summary = "Waits for the session's offer")
public class GetOffer implements Function<SessionRef, GetOffer.Output> {

    private final Sessions sessions;
    private final AwaitDescription await;

    GetOffer(Sessions sessions, AwaitDescription await) {
        this.sessions = sessions;
        this.await = await;
    }

    /** @param offer of the client or of the media server */
    @RegisterForReflection
    public record Output(Description offer) {
    }

    @Override
    public Uni<Output> call(SessionRef input, Caller caller) {
        return sessions.get(input.sessionId(), caller)
                .flatMap(session -> await.of(session, true))
                .map(Output::new);
    }
}
