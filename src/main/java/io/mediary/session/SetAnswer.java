package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.session.Session.Pending;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.GivenDescription;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/set_answer}: the client's answer to the media server's offer. */
@ApplicationScoped
@Command(value = "media/session/set_answer", summary = "Sets the answer of a session whose offer the media server made")
public class SetAnswer implements Function<SetAnswer.Input, Void> {

    private final Sessions sessions;
    private final Negotiation negotiation;
    private final SessionLinks links;
    private final Consolidation consolidation;

    SetAnswer(Sessions sessions, Negotiation negotiation, SessionLinks links, Consolidation consolidation) {
        this.sessions = sessions;
        this.negotiation = negotiation;
        this.links = links;
        this.consolidation = consolidation;
    }

    /**
     * @param sessionId the session
     * @param answer of the client
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 128) String sessionId, @NotNull @Valid GivenDescription answer) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        input.answer().sdp().orElseThrow(() -> Failure.of(ErrorCode.MISSING_SDP));
        return sessions.change(input.sessionId(), caller, (lease, session) -> {
            session.checkNotApart();
            if (session.answer().isPresent() || session.pending().filter(SetAnswer::isAnswer).isPresent()) {
                throw Failure.of(ErrorCode.ANSWER_ALREADY_SET);
            }
            if (session.offer().isEmpty()) {
                throw Failure.of(ErrorCode.OFFER_NOT_SET);
            }
            Description answer = input.answer().complete("answer", session.options().sdpType());
            return negotiation.accept(session, answer)
                    .map(outcome -> Sessions.Step.write(links.answered(outcome.session(), outcome.change()),
                            outcome.session()));
        }).flatMap(consolidation::begun);
    }

    private static boolean isAnswer(Pending pending) {
        return !pending.offer();
    }
}
