package io.mediary.session.sdp;

import java.util.Optional;

import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An offer or an answer as a client gives it.
 *
 * @param sdp the text; at most 256 KiB
 * @param sdpType {@code webrtc} by default
 * @param trickleIce the client's candidates follow by {@code set_candidate}; false by default
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record GivenDescription(Optional<@Size(max = 262_144) String> sdp, Optional<SdpType> sdpType,
        Optional<Boolean> trickleIce) {

    /** {@code {}}: as if it had not been given. */
    @JsonIgnore
    public boolean isEmpty() {
        return sdp.isEmpty() && sdpType.isEmpty() && trickleIce.isEmpty();
    }

    /**
     * Checked and completed.
     *
     * @param field {@code offer} or {@code answer}, for the error
     * @param defaultType where it does not say
     * @return fails with {@code missing_sdp}, or {@code syntax_error} on {@code offer.sdp}
     */
    public Description complete(String field, SdpType defaultType) {
        String text = sdp.orElseThrow(() -> Failure.of(ErrorCode.MISSING_SDP));
        if (SdpText.parse(text).isEmpty()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, field + ".sdp");
        }
        return new Description(text, sdpType.orElse(defaultType), trickleIce.orElse(false));
    }
}
