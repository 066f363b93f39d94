package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.MediaKind;

/** A machine that stands still for a second lets all that came meanwhile go on at once, one kind of it before the other. */
class FramesComeTooLateTest {

    private final Written file = new Written();
    private final Interleaver frames = new Interleaver(file, EnumSet.allOf(MediaKind.class));

    @Test
    void eachOfTheirTrackHasATimeOfItsOwn() throws IOException {
        for (int millis = 0; millis < 3_000; millis += 20) {
            frames.add(frame(MediaKind.AUDIO, millis));
        }
        for (int millis = 0; millis < 3_000; millis += 66) {
            frames.add(frame(MediaKind.VIDEO, millis));
        }
        frames.flush();

        assertThat(file.frames).hasSize(150 + 46).extracting(Frame::millis).isSorted();
        for (MediaKind kind : List.of(MediaKind.AUDIO, MediaKind.VIDEO)) {
            assertThat(file.frames).filteredOn(frame -> frame.kind() == kind).extracting(Frame::millis)
                    .doesNotHaveDuplicates();
        }
        assertThat(file.frames.get(file.frames.size() - 1).millis()).as("what is in time keeps its own")
                .isEqualTo(2_980);
    }

    private static Frame frame(MediaKind kind, long millis) {
        return new Frame(kind, millis, true, new byte[1], 0);
    }

    /** What is written. */
    private static final class Written implements Container {

        private final List<Frame> frames = new ArrayList<>();

        @Override
        public void video(VideoFormat format) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void audio() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(Frame frame) {
            frames.add(frame);
        }

        @Override
        public void finish() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }
}
