package io.mediary.embedded.engine.recording;

import java.io.IOException;

/** A file that takes one video and one audio track. What was written can be read even where {@link #finish} never came. */
interface Container extends AutoCloseable {

    /** There is video, of this format; called once, before the first frame of it. */
    void video(VideoFormat format) throws IOException;

    /** There is audio: Opus, 48 kHz, two channels; called once, before the first frame of it. */
    void audio() throws IOException;

    /** Appends a frame; times never fall. */
    void write(Frame frame) throws IOException;

    /** Writes what can only be known at the end: duration, index. The file is complete then. */
    void finish() throws IOException;

    /** Gives back what is held beside the file, complete or not. Nothing can be written after it. */
    @Override
    void close();
}
