package io.mediary.embedded.engine.playback;

import io.mediary.embedded.engine.MediaKind;

/**
 * A picture or a piece of sound as it is sent, not cut into packets yet.
 *
 * @param kind audio (Opus) or video
 * @param data the encoded bytes, nobody writes to them
 * @param micros when it is due after the beginning of the file
 * @param key whether a decoder can begin with it; always so for audio
 */
public record MediaFrame(MediaKind kind, byte[] data, long micros, boolean key) {
}
