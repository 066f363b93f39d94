package io.mediary.session.sdp;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The two kinds of SDP that media servers take and make. */
@RegisterForReflection
public enum SdpType {
    /** ICE, DTLS-SRTP, BUNDLE: browsers. */
    @JsonProperty("webrtc")
    WEBRTC,
    /** Plain RTP: SIP. */
    @JsonProperty("rtp")
    RTP
}
