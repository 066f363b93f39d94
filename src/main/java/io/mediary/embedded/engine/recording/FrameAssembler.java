package io.mediary.embedded.engine.recording;

import java.util.Optional;

import io.mediary.embedded.engine.rtp.RtpPacket;

/** Puts the packets of a picture together. */
interface FrameAssembler {

    /** The largest picture. */
    int LARGEST = 8 * 1024 * 1024;

    /** Takes the next packet of a picture; false where it makes no sense, or the picture becomes too large. */
    boolean add(RtpPacket packet);

    /** The picture from the packets so far, empty where there are none. It begins anew. */
    byte[] take();

    /** Drops the packets so far. */
    void clear();

    /** What a key frame tells about the video; empty where it is none. */
    Optional<VideoFormat> format(byte[] keyFrame);
}
