package io.mediary.embedded.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

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

    private final RecorderSteps steps;
    private final RecordingProfile profile;
    private final Consumer<GraphElement> onClose;
    private final Executor turns;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<MediaKind, FlowMeter> flows = new EnumMap<>(MediaKind.class);
    private volatile boolean dropping;
    private volatile boolean closed;

    RecorderElement(Graph graph, RecorderWorkers workers, String uri, RecordingProfile profile,
            RecorderListener listener, Consumer<GraphElement> onClose) {
        super(graph);
        this.profile = profile;
        steps = new RecorderSteps(workers, new RecordingTarget(uri, workers.directory()), profile, listener,
                this::askKeyFrame);
        this.onClose = onClose;
        turns = workers.executor(WAITING_PACKETS + WAITING_COMMANDS);
        flows.put(MediaKind.AUDIO, new FlowMeter());
        flows.put(MediaKind.VIDEO, new FlowMeter());
    }

    @Override
    public void record() {
        long now = System.nanoTime();
        turns.execute(() -> steps.begin(now));
    }

    @Override
    public void pause() {
        long now = System.nanoTime();
        turns.execute(() -> steps.pause(now));
    }

    @Override
    public CompletionStage<Void> stop() {
        CompletableFuture<Void> complete = new CompletableFuture<>();
        try {
            turns.execute(() -> {
                steps.end();
                complete.complete(null);
            });
        } catch (RejectedExecutionException e) {
            complete.completeExceptionally(e);
        }
        return complete;
    }

    @Override
    public State state() {
        return steps.state();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        steps.close();
        graph().remove(this);
        try {
            turns.execute(steps::end);
        } catch (RejectedExecutionException e) {
            LOG.warnf("a recording is not complete: %s", e.getMessage());
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
        if (!steps.accepting() || kind == MediaKind.VIDEO && dropping && !packet.keyFrame()) {
            return;
        }
        if (!taken(() -> steps.write(kind, packet, now))) {
            dropping = true;
        } else if (kind == MediaKind.VIDEO) {
            dropping = false;
        }
    }

    @Override
    void report(MediaKind kind, SenderReport report, Object stream) {
        long now = System.nanoTime();
        if (steps.accepting()) {
            taken(() -> steps.report(kind, report, stream, now));
        }
    }

    @Override
    void data(DataMessage message) {
        // Messages are not recorded.
    }

    @Override
    void sourceChanged(MediaKind kind) {
        left(() -> steps.restart(kind));
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
                left(() -> steps.tell(l -> l.flowIn(kind, flowing)));
            }
        });
        if (dropping || steps.awaitsKeyFrame()) {
            askKeyFrame();
        }
    }

    private void askKeyFrame() {
        if (steps.accepting() && profile.video()) {
            link(MediaKind.VIDEO).source().ifPresent(GraphElement::keyFrameWanted);
        }
    }

    /** Leaves something that came in; false where too much waits already. */
    private boolean taken(Runnable task) {
        boolean room = waiting.incrementAndGet() <= WAITING_PACKETS && left(() -> {
            waiting.decrementAndGet();
            task.run();
        });
        if (!room) {
            waiting.decrementAndGet();
        }
        return room;
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
