package io.mediary.embedded.engine.udp;

/**
 * The two ports of an RTP session (RFC 3550, 11).
 *
 * @param rtp with an even number
 * @param rtcp with the number behind
 */
public record UdpPair(UdpPort rtp, UdpPort rtcp) implements AutoCloseable {

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
