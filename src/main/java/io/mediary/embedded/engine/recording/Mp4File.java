package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;

import io.mediary.embedded.engine.MediaKind;

/**
 * An MP4 file of H264 and AAC. Its tracks are announced at its beginning, which therefore waits for a moment for the first picture; video that comes
 * later than that brings its parameters with its key frames.
 */
final class Mp4File implements Container {

    /** So long the beginning waits for a picture. */
    private static final long PATIENCE_MILLIS = 2_000;
    private static final int WAITING = 1_000;
    /** What a crash loses at most, beside what has not come here yet. */
    private static final long FRAGMENT_MILLIS = 500;
    /** The last picture is shown so long, where nothing tells. */
    private static final long LAST_MILLIS = 40;
    private static final int TICKS_A_MILLI = Mp4Muxer.VIDEO_RATE / 1000;
    /** Baseline, 640 × 480: parameters that stand there for those in the first key frame. */
    private static final VideoFormat LATER = new VideoFormat("H264", 640, 480,
            HexFormat.of().parseHex("0142e01fffe100096742e01fda0280f64001000468ce3880"));

    private final FileChannel file;
    private final RecordingProfile profile;
    private final Mp4Muxer muxer;
    private final AacEncoding sound;
    private final Queue<Frame> waiting = new ArrayDeque<>();
    private Optional<VideoFormat> video = Optional.empty();
    private boolean begun;
    private int videoTrack;
    private int audioTrack;
    private Frame picture;
    private boolean pictures;
    private boolean sounds;
    private long flushed;
    private boolean closed;

    /**
     * Writes nothing yet.
     *
     * @param file empty, for reading and writing; whoever opened it closes it
     * @throws IOException where ffmpeg's library cannot do that
     */
    Mp4File(FileChannel file, RecordingProfile profile) throws IOException {
        this.file = file;
        this.profile = profile;
        muxer = new Mp4Muxer(file);
        try {
            sound = new AacEncoding(this::encoded);
        } catch (IOException e) {
            muxer.close();
            throw e;
        }
    }

    @Override
    public void video(VideoFormat format) {
        video = Optional.of(format);
        if (begun) {
            muxer.size(videoTrack, format);
        }
    }

    @Override
    public void audio() {
        // Its track is there from the beginning.
    }

    @Override
    public void write(Frame frame) throws IOException {
        if (begun) {
            append(frame);
            return;
        }
        waiting.add(frame);
        long waited = frame.millis() - waiting.element().millis();
        if (!profile.video() || video.isPresent() || waited > PATIENCE_MILLIS || waiting.size() > WAITING) {
            begin();
        }
    }

    @Override
    public void finish() throws IOException {
        if (!begun && waiting.isEmpty()) {
            return;
        }
        if (!begun) {
            begin();
        }
        if (picture != null) {
            write(picture, picture.millis() + LAST_MILLIS);
        }
        sound.finish();
        muxer.finish();
        if (profile.video() && !pictures || profile.audio() && !sounds) {
            Mp4Tracks.removeEmpty(file);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sound.close();
            muxer.close();
        }
    }

    private void begin() throws IOException {
        begun = true;
        if (profile.video()) {
            videoTrack = muxer.video(video.orElse(LATER));
        }
        if (profile.audio()) {
            audioTrack = muxer.audio(sound.description());
        }
        muxer.begin();
        for (Frame frame = waiting.poll(); frame != null; frame = waiting.poll()) {
            append(frame);
        }
    }

    private void append(Frame frame) throws IOException {
        if (frame.kind() == MediaKind.AUDIO) {
            sound.accept(frame.millis(), frame.data());
        } else {
            // A picture is written when it is known how long it is shown.
            if (picture != null) {
                write(picture, frame.millis());
            }
            picture = frame;
        }
        if (frame.millis() - flushed >= FRAGMENT_MILLIS) {
            flushed = frame.millis();
            muxer.flush();
        }
    }

    /** A track begins at 0: the first picture is there from the start. */
    private void write(Frame shown, long until) throws IOException {
        long at = pictures ? shown.millis() : 0;
        pictures = true;
        muxer.write(videoTrack, at * TICKS_A_MILLI, (until - at) * TICKS_A_MILLI, shown.key(), shown.data());
    }

    private void encoded(byte[] data, long at) throws IOException {
        sounds = true;
        muxer.write(audioTrack, at, AacEncoding.PACKET, true, data);
    }
}
