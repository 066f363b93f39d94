package io.mediary.embedded.engine.sdp;

/**
 * What this side puts into a description for plain RTP.
 *
 * @param sessionId for the `o=` line: seconds since 1900, as Kurento's
 * @param cname RTCP name of the sender
 * @param address of this side's ports, as text
 * @param audioSsrc of the audio that goes out
 * @param videoSsrc of the video that goes out
 */
public record RtpSide(long sessionId, String cname, String address, long audioSsrc, long videoSsrc) {
}
