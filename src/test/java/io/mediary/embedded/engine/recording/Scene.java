package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.testing.ProbedFile;

/** A recording whose packets come at times that a test makes up, so that the times in the file can be measured. */
final class Scene {

    /** When a packet comes that was taken at that time, in milliseconds. */
    interface Delay {
        long of(long taken);
    }

    private record Arrival(long at, MediaKind kind, MediaPacket packet) {
    }

    final Recording recording;
    final List<String> refused = new ArrayList<>();
    private final Path file;
    private final List<Arrival> arrivals = new ArrayList<>();

    Scene(Path file, RecordingProfile profile) throws IOException {
        this.file = file;
        recording = new Recording(new RecordingTarget(file.toUri().toString(), Optional.empty()), profile,
                (kind, codec) -> refused.add(codec));
    }

    /** Some packets of a stream come with that delay. */
    void come(MediaKind kind, Footage footage, IntPredicate which, Delay when) {
        for (int i = 0; i < footage.size(); i++) {
            if (which.test(i)) {
                arrivals.add(new Arrival(when.of(footage.millis(i)), kind, footage.packet(i)));
            }
        }
    }

    /** All that was said to come does. */
    void play() throws IOException {
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        for (Arrival arrival : arrivals) {
            recording.media(arrival.kind, arrival.packet, nanos(arrival.at));
        }
        arrivals.clear();
    }

    /** The complete file. */
    ProbedFile recorded() throws IOException {
        play();
        recording.finish();
        return new ProbedFile(file);
    }

    /** A time of System.nanoTime. */
    static long nanos(long millis) {
        return TimeUnit.HOURS.toNanos(3) + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
