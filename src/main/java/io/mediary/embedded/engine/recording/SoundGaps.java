package io.mediary.embedded.engine.recording;

import java.util.ArrayList;
import java.util.List;

import io.mediary.embedded.engine.MediaKind;

/**
 * Fills the time in which no sound comes, once there was some, with silence. Chromium plays sound without a break whatever the times in the file say: after
 * a gap it would be ahead of the picture.
 */
final class SoundGaps {

    /** An Opus packet of 20 ms in which there is nothing (RFC 6716, 3.1: CELT, fullband, one frame). */
    private static final byte[] SILENCE = {(byte) 0xF8, (byte) 0xFF, (byte) 0xFE};
    private static final long SILENCE_MILLIS = 20;
    /** What is shorter is a packet or two that were lost: a decoder does better there. */
    private static final long GAP_MILLIS = 60;
    /** So long after a picture its sound may still come: packets are waited for, and a new stream settles first. */
    private static final long LATE_MILLIS = 700;

    private long end = -1;

    /** The frames that come next when this one does: silence where it is missing, and the frame. */
    List<Frame> before(Frame frame) {
        boolean sound = frame.kind() == MediaKind.AUDIO;
        long until = frame.millis() - (sound ? 0 : LATE_MILLIS);
        List<Frame> frames = new ArrayList<>();
        if (end >= 0 && until - end >= GAP_MILLIS) {
            for (; until - end >= SILENCE_MILLIS; end += SILENCE_MILLIS) {
                frames.add(new Frame(MediaKind.AUDIO, end, true, SILENCE, SILENCE_MILLIS));
            }
        }
        frames.add(frame);
        if (sound) {
            end = frame.millis() + frame.length();
        }
        return frames;
    }
}
