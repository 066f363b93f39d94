package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;

/**
 * A file that is being recorded. Its time begins with the first frame, stands while it is paused, and never goes back, whatever the sources do. For
 * one thread at a time, but for {@link #awaitsKeyFrame}.
 */
public final class Recording {

    private final RecordingTarget target;
    private final RecordingProfile profile;
    private final FileChannel channel;
    private final Container file;
    private final SoundGaps gaps = new SoundGaps();
    private final Interleaver frames;
    private final BiConsumer<MediaKind, String> refused;
    private final AudioInput audio;
    private final VideoInput video;
    private final Map<MediaKind, Long> last = new EnumMap<>(MediaKind.class);
    private boolean begun;
    private boolean started;
    private long start;
    private long pausedAt;

    /**
     * Opens the file.
     *
     * @param refused is told the kind and the codec of what cannot be recorded
     * @throws IOException where it cannot be written
     */
    public Recording(RecordingTarget target, RecordingProfile profile, BiConsumer<MediaKind, String> refused)
            throws IOException {
        this.target = target;
        this.profile = profile;
        this.refused = refused;
        channel = target.open();
        try {
            file = profile.form() == RecordingProfile.Form.MP4
                    ? new Mp4File(channel, profile)
                    : new MatroskaFile(channel, profile.form().title());
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(target.path());
            throw e;
        }
        Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
        if (profile.audio()) {
            kinds.add(MediaKind.AUDIO);
        }
        if (profile.video()) {
            kinds.add(MediaKind.VIDEO);
        }
        frames = new Interleaver(file, kinds);
        SenderClock sender = new SenderClock();
        Output output = new Output();
        audio = new AudioInput(sender, output);
        video = new VideoInput(profile.form().videoCodecs(), sender, output);
    }

    /**
     * Takes a packet.
     *
     * @param nanos when it came, from System.nanoTime
     * @throws IOException when the file cannot be written
     */
    public void media(MediaKind kind, MediaPacket packet, long nanos) throws IOException {
        writing(() -> {
            if (kind == MediaKind.AUDIO && profile.audio()) {
                audio.accept(packet, nanos);
            } else if (kind == MediaKind.VIDEO && profile.video()) {
                video.accept(packet, nanos);
            }
        });
    }

    /** Takes a sender report of a stream, at the time that it came. */
    public void report(MediaKind kind, SenderReport report, Object stream, long nanos) {
        if (kind == MediaKind.AUDIO) {
            audio.report(report, stream, nanos);
        } else if (kind == MediaKind.VIDEO) {
            video.report(report, stream, nanos);
        }
    }

    /** What comes next of that kind does not follow what came before: another source, or packets were left out. */
    public void restart(MediaKind kind) throws IOException {
        writing(() -> {
            if (kind == MediaKind.AUDIO) {
                audio.restart();
            } else if (kind == MediaKind.VIDEO) {
                video.restart();
            }
        });
    }

    /** The file's time stands from now on. */
    public void pause(long nanos) throws IOException {
        writing(this::finishInputs);
        pausedAt = nanos;
    }

    /** The file's time goes on. */
    public void resume(long nanos) throws IOException {
        start += nanos - pausedAt;
        restart(MediaKind.AUDIO);
        restart(MediaKind.VIDEO);
    }

    /** Whether anything was recorded. */
    public boolean started() {
        return started || begun;
    }

    /** Whether video goes on only with a key frame; from any thread. */
    public boolean awaitsKeyFrame() {
        return profile.video() && video.awaitsKeyFrame();
    }

    /** Completes and closes the file; one that nothing was recorded in is removed. */
    public void finish() throws IOException {
        try (channel; file) {
            writing(this::finishInputs);
            frames.flush();
            file.finish();
        } finally {
            if (!started) {
                Files.deleteIfExists(target.path());
            }
        }
    }

    /** Closes the file as it is, after a failure; one that nothing was recorded in is removed. */
    public void discard() throws IOException {
        file.close();
        channel.close();
        if (!started) {
            Files.deleteIfExists(target.path());
        }
    }

    private void finishInputs() {
        audio.finish();
        video.finish();
    }

    private static void writing(Runnable step) throws IOException {
        try {
            step.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What comes out of the streams gets its place in the file. */
    private final class Output implements FrameOutput {

        @Override
        public void video(VideoFormat format) {
            try {
                file.video(format);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void begins() {
            begun = true;
        }

        @Override
        public void refused(MediaKind kind, String codec) {
            refused.accept(kind, codec);
        }

        @Override
        public void frame(MediaKind kind, long taken, boolean key, byte[] data, long lengthMillis) {
            try {
                if (kind == MediaKind.AUDIO && !last.containsKey(kind)) {
                    file.audio();
                }
                if (!started) {
                    started = true;
                    start = taken;
                }
                long millis = Math.max(last.getOrDefault(kind, -1L) + 1,
                        TimeUnit.NANOSECONDS.toMillis(taken - start));
                for (Frame frame : gaps.before(new Frame(kind, millis, key, data, lengthMillis))) {
                    last.put(frame.kind(), frame.millis());
                    frames.add(frame);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
