package io.mediary.sip.stack;

/** Takes what comes in by the sockets, on their event loops: never waits. */
interface Sink {

    /**
     * A message; of UDP a whole packet.
     *
     * @param whole false: its length cannot be told, nothing follows
     */
    void received(Peer peer, byte[] message, boolean whole);

    /** A connection has ended. */
    default void closed(Peer peer) {
    }
}
