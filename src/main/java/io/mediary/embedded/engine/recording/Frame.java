package io.mediary.embedded.engine.recording;

import io.mediary.embedded.engine.MediaKind;

/**
 * A picture, or a packet of sound, with its place in the file.
 *
 * @param kind AUDIO or VIDEO
 * @param millis from the beginning of the file
 * @param key whether decoding can begin here; always true for audio
 * @param data encoded
 * @param length how long it lasts, in milliseconds; 0 where that is not known
 */
record Frame(MediaKind kind, long millis, boolean key, byte[] data, long length) {
}
