package io.mediary.embedded.engine.audio;

/** Turns the payloads of one stream into sound of one channel, {@link #RATE} samples a second. For one thread at a time. */
interface AudioDecoder {

    /** Samples a second. */
    int RATE = 8000;

    /** The sound of a payload; empty for one that cannot be read. */
    short[] decode(byte[] buffer, int offset, int length);

    /** Something in the place of lost payloads, exactly that many samples. */
    short[] conceal(int samples);
}
