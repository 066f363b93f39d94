package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.mediary.media.Candidate;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/set_candidate}: a candidate of the client; one without text ends them. */
@ApplicationScoped
@Command(value = "media/session/set_candidate", summary = "Sends an ICE candidate of the client")
public class SetCandidate implements Function<SetCandidate.Input, Void> {

    private final ClientCandidates candidates;

    SetCandidate(ClientCandidates candidates) {
        this.candidates = candidates;
    }

    /**
     * @param sessionId the session
     * @param sdpMid the media section's identification
     * @param sdpMLineIndex the media section's number, from 0
     * @param candidate {@code candidate:…}
     */
    @RegisterForReflection
    public record Input(@JsonProperty("session_id") @NotNull @Size(max = 128) String sessionId,
            @JsonProperty("sdpMid") @NotNull @Size(max = 128) String sdpMid,
            @JsonProperty("sdpMLineIndex") @NotNull @Min(0) @Max(1024) Integer sdpMLineIndex,
            @JsonProperty("candidate") @NotNull @Size(max = 2048) String candidate) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return candidates.take(input.sessionId(),
                new Candidate(input.sdpMid(), input.sdpMLineIndex(), input.candidate()), caller);
    }
}
