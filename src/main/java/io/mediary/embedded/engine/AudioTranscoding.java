package io.mediary.embedded.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.audio.Transcoder;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.embedded.engine.sdp.MediaLine;

/**
 * Turns audio that the other side of a peer did not agree to into the first codec that it did. A transcoder lives from the first such packet of a
 * stream until the source changes, falls silent for long, or sends what needs none. Thread-safe.
 */
final class AudioTranscoding implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(AudioTranscoding.class);
    private static final long IDLE = TimeUnit.SECONDS.toNanos(10);

    private final MediaLine line;
    private final AudioWorkers workers;
    private final Consumer<MediaPacket> output;
    private Running running;
    private Codec passed;
    private boolean closed;

    /** The transcoder of one stream. */
    private static final class Running {
        private final Object stream;
        private final Codec codec;
        private final Transcoder transcoder;
        private final Executor turns;
        private long fed;
        private volatile boolean over;

        private Running(MediaPacket first, Transcoder transcoder, Executor turns) {
            stream = first.stream();
            codec = first.codec();
            this.transcoder = transcoder;
            this.turns = turns;
        }

        private void run(Runnable task) {
            try {
                turns.execute(() -> {
                    if (!over) {
                        task.run();
                    }
                });
            } catch (RejectedExecutionException e) {
                LOG.debugf("audio dropped: %s", e.getMessage());
            }
        }
    }

    /**
     * No transcoder so far.
     *
     * @param output takes the packets that come out, on the threads of {@code workers}
     */
    AudioTranscoding(MediaLine line, AudioWorkers workers, Consumer<MediaPacket> output) {
        this.line = line;
        this.workers = workers;
        this.output = output;
    }

    /** Takes an audio packet of the source, unless it can go out as it is, or not at all. */
    boolean take(MediaPacket packet, long now) {
        Running current = running(packet, now);
        if (current == null) {
            return false;
        }
        current.run(() -> current.transcoder.accept(packet));
        return true;
    }

    /**
     * Takes a sender report, if its stream is transcoded.
     *
     * @param carried gets it in the time of the packets that come out, and the stream that they belong to
     */
    boolean take(SenderReport report, Object stream, BiConsumer<SenderReport, Object> carried) {
        Running current = feeding(stream);
        if (current == null) {
            return false;
        }
        Transcoder transcoder = current.transcoder;
        current.run(() -> transcoder.report(report).ifPresent(r -> carried.accept(r, transcoder)));
        return true;
    }

    /** The source is another one from now on, or none. */
    synchronized void stop() {
        if (running != null) {
            running.over = true;
            running = null;
            workers.free();
        }
    }

    /** What is due from time to time. */
    synchronized void tick(long now) {
        if (running != null && now - running.fed > IDLE) {
            stop();
        }
    }

    /** Stops for good. */
    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }

    private synchronized Running running(MediaPacket packet, long now) {
        Running current = packet.codec().isTelephoneEvent() ? feeding(packet.stream()) : transcoding(packet);
        if (current != null) {
            current.fed = now;
        }
        return current;
    }

    private synchronized Running feeding(Object stream) {
        return running != null && running.stream == stream ? running : null;
    }

    private Running transcoding(MediaPacket packet) {
        Codec codec = packet.codec();
        Running current = feeding(packet.stream());
        if (current != null && current.codec.equals(codec)) {
            return current;
        }
        stop();
        if (closed || codec.equals(passed)) {
            return null;
        }
        if (Codec.best(line.codecs(), codec).isPresent()) {
            passed = codec;
            return null;
        }
        running = Transcoder.between(codec, line.codecs(), output)
                .map(transcoder -> new Running(packet, transcoder, workers.take())).orElse(null);
        return running;
    }
}
