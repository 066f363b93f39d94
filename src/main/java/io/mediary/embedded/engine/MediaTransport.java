package io.mediary.embedded.engine;

/** Carries the RTP and RTCP of a peer, or of one of its m-lines, to the other side. Thread-safe. */
interface MediaTransport {

    /** Whether packets can go out now. */
    boolean isConnected();

    /** Sends RTP; false when that is not possible now. */
    boolean sendRtp(byte[] packet);

    /** Sends RTCP; where that is not possible now, the packet is lost. */
    void sendRtcp(byte[] packet);
}
