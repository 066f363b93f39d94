package io.mediary.session;

import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * That a session is an end of a call. Its end tells the call.
 *
 * @param callId the call
 * @param parties users that may act on the session beside its own: those at the other end
 * @param joined it is the caller's, or the callee's that was accepted; one that only rings touches no other session
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record InCall(String callId, List<String> parties, boolean joined) {

    /** With another party. */
    InCall with(String user) {
        return new InCall(callId, Stream.concat(parties.stream(), Stream.of(user)).distinct().toList(), joined);
    }

    /** Accepted. */
    InCall nowJoined() {
        return new InCall(callId, parties, true);
    }
}
