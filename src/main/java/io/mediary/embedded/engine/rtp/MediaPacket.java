package io.mediary.embedded.engine.rtp;

import io.mediary.embedded.engine.sdp.Codec;

/**
 * An RTP packet on its way through the graph of elements. Immutable.
 *
 * @param rtp the packet
 * @param codec what its payload is
 * @param index its sequence number without wrapping
 * @param stream the same object for all packets of one source
 * @param keyFrame whether a picture begins here that needs no earlier one; always true for audio
 * @param orientation how the phone was held (RFC 7742), -1 when it does not say
 */
public record MediaPacket(RtpPacket rtp, Codec codec, long index, Object stream, boolean keyFrame, int orientation) {

    /** Puts together what the receiving side found out. */
    public static MediaPacket of(RtpPacket rtp, Codec codec, long index, Object stream, int orientation) {
        return new MediaPacket(rtp, codec, index, stream, KeyFrames.startsIn(rtp, codec.upperName()), orientation);
    }
}
