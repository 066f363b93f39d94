package io.mediary.embedded.engine.sdp;

/**
 * The ports of this side for one m-line.
 *
 * @param rtp an even number, 0 for a line that is not used
 * @param rtcp the next one, or the same where RTP and RTCP share it (RFC 5761)
 */
public record RtpPorts(int rtp, int rtcp) {

    /** Of a line that is not used. */
    public static final RtpPorts NONE = new RtpPorts(0, 0);
}
