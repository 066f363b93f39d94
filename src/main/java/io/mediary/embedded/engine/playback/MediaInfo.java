package io.mediary.embedded.engine.playback;

/**
 * What is known of an open file.
 *
 * @param durationMillis its length, 0 where it does not tell
 * @param seekable whether it can be played from anywhere
 */
public record MediaInfo(long durationMillis, boolean seekable) {

    /** Of nothing that is open. */
    public static final MediaInfo NONE = new MediaInfo(0, false);
}
