package io.mediary.sip.dialog;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A SIP dialog's state (RFC 3261, section 12): all that a request in it is made of.
 *
 * @param callId the Call-ID
 * @param localTag ours; no other dialog has it
 * @param remoteTag theirs; empty until they have said it
 * @param local our address, as {@code "Name" <sip:user@host>}
 * @param remote theirs
 * @param target where their Contact points
 * @param routes the route set, in the order of our requests
 * @param localSeq of our last request
 * @param remoteSeq of their last one; -1: none yet
 * @param flow where their messages come from
 */
@RegisterForReflection
public record Ends(String callId, String localTag, Optional<String> remoteTag, String local, String remote,
        String target, List<String> routes, long localSeq, long remoteSeq, Optional<Flow> flow) {

    private static final int UNWRITTEN = 100;

    /** After one more request of ours. */
    Ends next() {
        return new Ends(callId, localTag, remoteTag, local, remote, target, routes, localSeq + 1, remoteSeq, flow);
    }

    /** After those of our requests that went out and were not written down any more. */
    Ends skipping() {
        return new Ends(callId, localTag, remoteTag, local, remote, target, routes, localSeq + UNWRITTEN, remoteSeq,
                flow);
    }

    /** After a request of theirs. */
    Ends heard(long seq) {
        return new Ends(callId, localTag, remoteTag, local, remote, target, routes, localSeq, seq, flow);
    }

    /** They are elsewhere now. */
    Ends at(String newTarget, Flow newFlow) {
        return new Ends(callId, localTag, remoteTag, local, remote, newTarget, routes, localSeq, remoteSeq,
                Optional.of(newFlow));
    }

    /** They have answered. */
    Ends with(String tag, List<String> routeSet) {
        return new Ends(callId, localTag, Optional.of(tag), local, remote, target, List.copyOf(routeSet), localSeq,
                remoteSeq, flow);
    }

    /** They are elsewhere now, as a response says that came the same way. */
    Ends at(String newTarget) {
        return new Ends(callId, localTag, remoteTag, local, remote, newTarget, routes, localSeq, remoteSeq, flow);
    }

    /** The user in our address, for the Contact. */
    @JsonIgnore
    String localUser() {
        String uri = local.substring(local.lastIndexOf('<') + 1);
        int at = uri.indexOf('@');
        int colon = uri.indexOf(':');
        return at <= colon + 1 ? "mediary" : uri.substring(colon + 1, at);
    }
}
