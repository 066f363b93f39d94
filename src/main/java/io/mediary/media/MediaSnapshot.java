package io.mediary.media;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a session's elements are doing, as a media server was asked by somebody who may have missed what they told. Elements that are gone are in
 * none of it. Immutable.
 *
 * @param sessionId whose elements they are
 * @param connected whether the endpoint has its connection to the client; whether the client has fallen silent since is in {@code states}. Empty: the
 *        endpoint was not looked at, and states, flows and candidates say nothing
 * @param states the endpoint's states by subject, as {@link MediaEvent.StateChanged} tells them: {@code ice}, {@code dtls}, {@code media}; a subject of
 *        which nothing can be said is not there. {@code media} is {@code disconnected} also where media never came from the client
 * @param flows what flows now
 * @param candidates all of the media server's candidates; empty while it still gathers, and where there are none to gather
 * @param playing for each player whether it plays or is held; false: it stands at its beginning
 * @param recorders for each recorder what it does
 */
public record MediaSnapshot(String sessionId, Optional<Boolean> connected, Map<String, String> states, Set<Flow> flows,
        Optional<List<Candidate>> candidates, Map<String, Boolean> playing,
        Map<String, MediaEvent.RecorderChanged.State> recorders) {

    /** A snapshot that nobody changes any more. */
    public MediaSnapshot {
        states = Map.copyOf(states);
        flows = Set.copyOf(flows);
        candidates = candidates.map(List::copyOf);
        playing = Map.copyOf(playing);
        recorders = Map.copyOf(recorders);
    }

    /**
     * Media that flows.
     *
     * @param incoming true: from the client
     */
    public record Flow(MediaKind kind, boolean incoming) {
    }
}
