package io.mediary.embedded.engine;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.RecorderListener.Failure;
import io.mediary.embedded.engine.recording.Recording;
import io.mediary.embedded.engine.recording.RecordingProfile;
import io.mediary.embedded.engine.recording.RecordingTarget;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sctp.DataMessage;

/**
 * Records to a file. All that touches the file happens in turn on the recorders' threads; the network's threads only leave packets there. Where the
 * disk is too slow, packets are dropped, and video goes on with the next key frame.
 */
final class RecorderElement extends GraphElement implements Recorder {

    private static final Logger LOG = Logger.getLogger(RecorderElement.class);
    /** Some seconds of media. */
    private static final int WAITING_PACKETS = 2_000;
    private static final int WAITING_COMMANDS = 1_000;

    /** From the first command to the last; only touched in turn. */
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
    private final Consumer<GraphElement> onClose;
    private final Executor turns;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<MediaKind, FlowMeter> flows = new EnumMap<>(MediaKind.class);
    private volatile boolean accepting;
    private volatile boolean dropping;
    private volatile boolean closed;
    private volatile State state = State.STOP;
    private volatile Recording recording;
    private Phase phase = Phase.NEW;

    RecorderElement(Graph graph, RecorderWorkers workers, String uri, RecordingProfile profile,
            RecorderListener listener, Consumer<GraphElement> onClose) {
        super(graph);
        this.workers = workers;
        this.target = new RecordingTarget(uri, workers.directory());
        this.profile = profile;
        this.listener = listener;
        this.onClose = onClose;
        turns = workers.executor(WAITING_PACKETS + WAITING_COMMANDS);
        flows.put(MediaKind.AUDIO, new FlowMeter());
        flows.put(MediaKind.VIDEO, new FlowMeter());
    }

    @Override
    public void record() {
        long now = System.nanoTime();
        turns.execute(() -> begin(now));
    }

    @Override
    public void pause() {
        long now = System.nanoTime();
        turns.execute(() -> pause(now));
    }

    @Override
    public CompletionStage<Void> stop() {
        CompletableFuture<Void> complete = new CompletableFuture<>();
        turns.execute(() -> {
            end();
            complete.complete(null);
        });
        return complete;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        graph().remove(this);
        try {
            turns.execute(this::end);
        } catch (RejectedExecutionException e) {
            LOG.warnf("%s is not complete: %s", target.uri(), e.getMessage());
        }
        onClose.accept(this);
    }

    @Override
    void media(MediaKind kind, MediaPacket packet) {
        long now = System.nanoTime();
        FlowMeter flow = flows.get(kind);
        if (flow == null || !(kind == MediaKind.AUDIO ? profile.audio() : profile.video())) {
            return;
        }
        flow.mark(now);
        if (!accepting || kind == MediaKind.VIDEO && dropping && !packet.keyFrame()) {
            return;
        }
        if (waiting.incrementAndGet() > WAITING_PACKETS || !left(() -> write(kind, packet, now))) {
            waiting.decrementAndGet();
            dropping = true;
        } else if (kind == MediaKind.VIDEO) {
            dropping = false;
        }
    }

    @Override
    void report(MediaKind kind, SenderReport report, Object stream) {
        long now = System.nanoTime();
        if (accepting) {
            left(() -> with(r -> r.report(kind, report, stream, now)));
        }
    }

    @Override
    void data(DataMessage message) {
        // Messages are not recorded.
    }

    @Override
    void sourceChanged(MediaKind kind) {
        left(() -> with(r -> r.restart(kind)));
        askKeyFrame();
    }

    @Override
    void keyFrameWanted() {
        // Nothing comes out of a recorder.
    }

    @Override
    long takes() {
        return Long.MAX_VALUE;
    }

    @Override
    boolean endsHere() {
        return true;
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    @Override
    void tick(long now) {
        flows.forEach((kind, meter) -> {
            if (meter.changed(now)) {
                boolean flowing = meter.flowing();
                left(() -> tell(l -> l.flowIn(kind, flowing)));
            }
        });
        Recording current = recording;
        if (current != null && (dropping || current.awaitsKeyFrame())) {
            askKeyFrame();
        }
    }

    private void askKeyFrame() {
        if (accepting && profile.video()) {
            link(MediaKind.VIDEO).source().ifPresent(GraphElement::keyFrameWanted);
        }
    }

    private void begin(long now) {
        switch (phase) {
            case NEW -> open();
            case PAUSED -> {
                recording.resume(now);
                accept();
            }
            case OVER -> tell(l -> l.failed(Failure.OVER, target.uri(), "the recording was stopped"));
            case WAITING, RECORDING -> LOG.debugf("%s is recorded already", target.uri());
        }
    }

    private void open() {
        try {
            recording = new Recording(target, profile,
                    (kind, codec) -> tell(l -> l.failed(Failure.CODEC, codec, "this kind of file does not hold it")));
            workers.take();
            accept();
        } catch (IOException e) {
            LOG.infof("a recording cannot be opened: %s", e);
            tell(l -> l.failed(Failure.OPEN, target.uri(), e.toString()));
        }
    }

    private void accept() {
        phase = Phase.WAITING;
        accepting = !closed;
        askKeyFrame();
    }

    private void write(MediaKind kind, MediaPacket packet, long now) {
        waiting.decrementAndGet();
        if (phase != Phase.WAITING && phase != Phase.RECORDING) {
            return;
        }
        try {
            recording.media(kind, packet, now);
            if (phase == Phase.WAITING && recording.started()) {
                phase = Phase.RECORDING;
                state(State.START);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void pause(long now) {
        if (phase != Phase.WAITING && phase != Phase.RECORDING) {
            return;
        }
        accepting = false;
        phase = Phase.PAUSED;
        try {
            recording.pause(now);
            state(State.PAUSE);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void end() {
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
        if (last.started()) {
            state(State.STOP);
        }
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
        state(State.STOP);
    }

    private void over() {
        accepting = false;
        recording = null;
        phase = Phase.OVER;
    }

    private void told(IOException failure) {
        LOG.errorf(failure, "%s cannot be written", target.uri());
        tell(l -> l.failed(Failure.WRITE, target.uri(), failure.toString()));
    }

    private void state(State now) {
        state = now;
        tell(l -> l.state(now));
    }

    private void tell(Consumer<RecorderListener> event) {
        if (!closed) {
            event.accept(listener);
        }
    }

    private void with(Consumer<Recording> step) {
        Recording current = recording;
        if (current != null) {
            step.accept(current);
        }
    }

    /** Leaves something to be done in turn; false where there is no room. */
    private boolean left(Runnable task) {
        try {
            turns.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debugf("a recorder falls behind: %s", e.getMessage());
            return false;
        }
    }
}
