package io.mediary.embedded.engine.audio;

/** Turns sound into payloads of one codec. For one thread at a time. */
interface AudioEncoder {

    /** Samples in a frame: 20 ms of sound as {@link AudioDecoder} makes it. */
    int FRAME = AudioDecoder.RATE / 50;

    /** The payload of the next frame. */
    byte[] encode(short[] frame);
}
