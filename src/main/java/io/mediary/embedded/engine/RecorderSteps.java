package io.mediary.embedded.engine;

import java.io.IOException;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.Recorder.State;
import io.mediary.embedded.engine.RecorderListener.Failure;
import io.mediary.embedded.engine.recording.Recording;
import io.mediary.embedded.engine.recording.RecordingProfile;
import io.mediary.embedded.engine.recording.RecordingTarget;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;

/**
 * What a recorder does with its file, from the first command to the last. Its steps run one after the other on the recorders' threads; what is
 * asked for ({@link #accepting}, {@link #awaitsKeyFrame}, {@link #state}) may be asked from any thread.
 */
final class RecorderSteps {

    private static final Logger LOG = Logger.getLogger(RecorderSteps.class);

    private enum Phase {
        NEW,
        WAITING,
        RECORDING,
        PAUSED,
        OVER
    }

    private final RecorderWorkers workers;
    private final RecordingTarget target;
    private final RecordingProfile profile;
    private final RecorderListener listener;
    private final Runnable keyFrameWish;
    private volatile boolean accepting;
    private volatile boolean closed;
    private volatile State state = State.STOP;
    private volatile Recording recording;
    private Phase phase = Phase.NEW;

    /**
     * Nothing is recorded yet.
     *
     * @param keyFrameWish asks for a key frame
     */
    RecorderSteps(RecorderWorkers workers, RecordingTarget target, RecordingProfile profile, RecorderListener listener,
            Runnable keyFrameWish) {
        this.workers = workers;
        this.target = target;
        this.profile = profile;
        this.listener = listener;
        this.keyFrameWish = keyFrameWish;
    }

    /** Whether media are recorded now. */
    boolean accepting() {
        return accepting;
    }

    /** Whether video is recorded now, but goes on only with a key frame. */
    boolean awaitsKeyFrame() {
        Recording current = recording;
        return accepting && current != null && current.awaitsKeyFrame();
    }

    /** As it was told last. */
    State state() {
        return state;
    }

    /** Nothing is told, and no media are taken any more. */
    void close() {
        closed = true;
        accepting = false;
    }

    /** Opens the file, or goes on after a pause. */
    void begin(long now) {
        switch (phase) {
            case NEW -> open();
            case PAUSED -> resume(now);
            case OVER -> tell(l -> l.failed(Failure.OVER, target.uri(), "the recording was stopped"));
            case WAITING, RECORDING -> LOG.debugf("%s is recorded already", target.uri());
        }
    }

    private void open() {
        try {
            recording = new Recording(target, profile, this::refused);
            workers.take();
            accept();
        } catch (IOException e) {
            LOG.infof("a recording cannot be opened: %s", e);
            tell(l -> l.failed(Failure.OPEN, target.uri(), e.toString()));
        }
    }

    private void refused(MediaKind kind, String codec) {
        String reason = kind == MediaKind.AUDIO
                ? "it cannot be made into what the file holds"
                : profile.holds(codec) ? "the file's video is of another codec" : profile.videoHeld();
        LOG.infof("%s is not recorded in %s: %s", codec, target.uri(), reason);
        tell(l -> l.failed(Failure.CODEC, codec, reason));
    }

    private void resume(long now) {
        try {
            recording.resume(now);
            accept();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void accept() {
        phase = Phase.WAITING;
        accepting = !closed;
        keyFrameWish.run();
    }

    /** Takes a packet, with the time of its arrival. */
    void write(MediaKind kind, MediaPacket packet, long now) {
        if (phase != Phase.WAITING && phase != Phase.RECORDING) {
            return;
        }
        try {
            recording.media(kind, packet, now);
            if (phase == Phase.WAITING && recording.started()) {
                phase = Phase.RECORDING;
                changed(State.START);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** What comes next does not follow what came before. */
    void restart(MediaKind kind) {
        try {
            if (recording != null) {
                recording.restart(kind);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** What comes from now on is left out. */
    void pause(long now) {
        if (phase != Phase.WAITING && phase != Phase.RECORDING) {
            return;
        }
        accepting = false;
        phase = Phase.PAUSED;
        try {
            recording.pause(now);
            changed(State.PAUSE);
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Completes the file. */
    void end() {
        Recording last = recording;
        if (last == null) {
            phase = Phase.OVER;
            return;
        }
        over();
        try {
            last.finish();
        } catch (IOException e) {
            told(e);
        } finally {
            workers.free();
        }
        stopped();
    }

    /** The disk is full, or gone: what was written stays. */
    private void failed(IOException failure) {
        Recording last = recording;
        over();
        try {
            last.discard();
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            workers.free();
        }
        told(failure);
        stopped();
    }

    /** Where nothing was recorded nothing stops. */
    private void stopped() {
        if (state != State.STOP) {
            changed(State.STOP);
        }
    }

    private void over() {
        accepting = false;
        recording = null;
        phase = Phase.OVER;
    }

    private void told(IOException failure) {
        LOG.errorf(failure, "%s cannot be written", target.uri());
        Failure kind = target.isFull(failure) ? Failure.FULL : Failure.WRITE;
        tell(l -> l.failed(kind, target.uri(), failure.toString()));
    }

    /** Takes a sender report, with the time of its arrival. */
    void report(MediaKind kind, SenderReport report, Object stream, long now) {
        Recording current = recording;
        if (current != null) {
            current.report(kind, report, stream, now);
        }
    }

    private void changed(State now) {
        state = now;
        tell(l -> l.state(now));
    }

    /** Tells something, unless the recorder is closed. */
    void tell(Consumer<RecorderListener> event) {
        if (!closed) {
            event.accept(listener);
        }
    }
}
