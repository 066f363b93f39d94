package io.mediary.call;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/call/set_candidate_end}: the client at either end has no more candidates. */
@ApplicationScoped
@Command(value = "media/call/set_candidate_end", summary = "Says that an end of a call has no more ICE candidates")
public class CallCandidateEnd implements Function<CallRef, Void> {

    private final CallSignals signals;

    CallCandidateEnd(CallSignals signals) {
        this.signals = signals;
    }

    @Override
    public Uni<Void> call(CallRef input, Caller caller) {
        return signals.candidate(input, "", 0, "", caller);
    }
}
