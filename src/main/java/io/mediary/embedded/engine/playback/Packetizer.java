package io.mediary.embedded.engine.playback;

import java.util.List;

import io.mediary.embedded.engine.sdp.Codec;

/** Cuts pictures into the payloads of RTP packets. Immutable. */
public interface Packetizer {

    /** The most bytes of a payload, so that packets pass every common path whole, encrypted too. */
    int LARGEST = 1_150;

    /** What the payloads are. */
    Codec codec();

    /** The payloads of one picture, in order; the last one is marked. Empty where nothing of it is sent. */
    List<byte[]> payloads(MediaFrame picture);
}
