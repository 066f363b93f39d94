package io.mediary.embedded.engine.sdp;

/**
 * What this side puts into its description, whichever role it has.
 *
 * @param sessionId for the `o=` line: seconds since 1900, as Kurento's
 * @param cname RTCP name of the sender
 * @param ufrag ICE user name fragment
 * @param password ICE password
 * @param fingerprint `sha-256 AB:CD:…`
 * @param audioSsrc of the audio that goes out
 * @param videoSsrc of the video that goes out
 * @param dataChannels whether an application section is offered and accepted
 */
public record LocalSide(long sessionId, String cname, String ufrag, String password, String fingerprint, long audioSsrc,
        long videoSsrc,
        boolean dataChannels) {
}
