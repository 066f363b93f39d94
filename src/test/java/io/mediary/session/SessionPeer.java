package io.mediary.session;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Objects;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.embedded.engine.NegotiationException;

/** The media server's side of a session, as the test plays it. */
record SessionPeer(InMemoryEngine.Peer peer) {

    /** The same, as soon as it has a description: before, it has nothing to find candidates for, and maybe nobody who listens. */
    SessionPeer described() {
        await().ignoreExceptionsInstanceOf(NegotiationException.class).until(peer::localDescription, Objects::nonNull);
        return this;
    }

    void finds(int port) {
        peer.listener().candidate("audio0", 0, SessionScene.candidate(port));
    }

    void isDone() {
        peer.listener().gatheringDone();
    }

    /** What it was given, in order. */
    List<String> candidates() {
        return peer.candidates();
    }

    String remote() {
        try {
            return peer.remoteDescription();
        } catch (NegotiationException none) {
            throw new IllegalStateException(none);
        }
    }
}
