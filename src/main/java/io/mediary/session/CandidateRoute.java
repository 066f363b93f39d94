package io.mediary.session;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.mediary.media.Endpoint;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Where a client's candidates go: one of the two.
 *
 * @param endpoint at a media server
 * @param session at the other end of the tie, where no media server takes them
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CandidateRoute(Optional<Endpoint> endpoint, Optional<String> session) {

    static CandidateRoute to(Endpoint endpoint) {
        return new CandidateRoute(Optional.of(endpoint), Optional.empty());
    }

    static CandidateRoute to(String session) {
        return new CandidateRoute(Optional.empty(), Optional.of(session));
    }
}
