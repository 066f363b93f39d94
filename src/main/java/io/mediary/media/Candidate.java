package io.mediary.media;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An ICE candidate (RFC 8839), of either side.
 *
 * @param sdpMid the media section's identification; may be empty
 * @param sdpMLineIndex the media section's number, from 0
 * @param candidate the attribute's text, {@code candidate:…}; empty says that no more will come
 */
@RegisterForReflection
public record Candidate(@JsonProperty("sdpMid") String sdpMid, @JsonProperty("sdpMLineIndex") int sdpMLineIndex,
        @JsonProperty("candidate") String candidate) {
}
