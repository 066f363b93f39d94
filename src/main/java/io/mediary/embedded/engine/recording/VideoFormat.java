package io.mediary.embedded.engine.recording;

/**
 * What a file has to say about its video before the first frame.
 *
 * @param codec `VP8` or `H264`
 * @param width in pixels
 * @param height in pixels
 * @param configuration what a decoder needs beside the frames: for H264 the decoder configuration record (ISO 14496-15), else empty
 */
record VideoFormat(String codec, int width, int height, byte[] configuration) {
}
