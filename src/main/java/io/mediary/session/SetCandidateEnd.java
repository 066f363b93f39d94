package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.mediary.media.Candidate;
import io.smallrye.mutiny.Uni;

/** {@code media/session/set_candidate_end}: the client has no more candidates. */
@ApplicationScoped
@Command(value = "media/session/set_candidate_end", summary = "Says that the client has no more ICE candidates")
public class SetCandidateEnd implements Function<SessionRef, Void> {

    private final ClientCandidates candidates;

    SetCandidateEnd(ClientCandidates candidates) {
        this.candidates = candidates;
    }

    @Override
    public Uni<Void> call(SessionRef input, Caller caller) {
        return candidates.take(input.sessionId(), new Candidate("", 0, ""), caller);
    }
}
