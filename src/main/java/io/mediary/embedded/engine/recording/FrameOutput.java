package io.mediary.embedded.engine.recording;

import io.mediary.embedded.engine.MediaKind;

/** Takes what comes out of the streams. */
interface FrameOutput {

    /** Video begins with a frame of this format; called before the first frame of it. */
    void video(VideoFormat format);

    /** What comes of this kind cannot be put into this file: told once for each such stream. */
    void refused(MediaKind kind, String codec);

    /** There are frames; they come soon. */
    void begins();

    /**
     * A frame.
     *
     * @param taken when, as System.nanoTime counts
     * @param lengthMillis how long it lasts; 0 where not known
     */
    void frame(MediaKind kind, long taken, boolean key, byte[] data, long lengthMillis);
}
