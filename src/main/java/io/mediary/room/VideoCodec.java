package io.mediary.room;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The video codec that a room is bound to; the names in lower case are those of SDP in lower case. */
@RegisterForReflection
public enum VideoCodec {
    VP8,
    H264
}
