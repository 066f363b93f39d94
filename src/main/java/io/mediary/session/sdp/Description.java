package io.mediary.session.sdp;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An offer or an answer, complete.
 *
 * @param sdp the text (RFC 8866)
 * @param sdpType WebRTC's kind of SDP or SIP's
 * @param trickleIce candidates are not in it: they follow
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Description(String sdp, SdpType sdpType, boolean trickleIce) {
}
