package io.mediary.embedded.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.playback.MediaInfo;
import io.mediary.embedded.engine.playback.UriGuard;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sctp.DataMessage;

/** A player over ffmpeg's demuxer: its states, and its place in the graph. The work is {@link Playback}'s. */
final class LibraryPlayer extends GraphElement implements Player {

    private static final Logger LOG = Logger.getLogger(LibraryPlayer.class);
    private static final int WAITING_EVENTS = 1_000;

    private final EngineResources resources;
    private final String uri;
    private final UriGuard guard;
    private final PlayerListener listener;
    private final Executor events;
    private final Consumer<GraphElement> onClose;
    private final Map<MediaKind, FlowMeter> flows = new EnumMap<>(
            Map.of(MediaKind.AUDIO, new FlowMeter(), MediaKind.VIDEO, new FlowMeter()));
    private State state = State.STOP;
    private Playback playback;
    private volatile boolean closed;

    LibraryPlayer(Graph graph, EngineResources resources, String uri, UriGuard guard, PlayerListener listener,
            Consumer<GraphElement> onClose) {
        super(graph);
        this.resources = resources;
        this.uri = uri;
        this.guard = guard;
        this.listener = listener;
        this.onClose = onClose;
        events = new SerialExecutor(resources.workers(), WAITING_EVENTS);
    }

    @Override
    public synchronized void play() {
        if (closed || state == State.START && playback != null) {
            return;
        }
        boolean resumes = playback != null;
        enter(State.START);
        if (resumes) {
            playback.resume();
            return;
        }
        playback = new Playback(this, uri, guard);
        try {
            resources.players().execute(playback);
        } catch (RejectedExecutionException e) {
            playback = null;
            tell(l -> l.failed(PlayerFailure.element(1, "Too many players play at once")));
        }
    }

    @Override
    public synchronized void pause() {
        if (closed || state == State.PAUSE) {
            return;
        }
        enter(State.PAUSE);
        if (playback == null) {
            // Kurento, too, has no uri before it plays.
            tell(l -> l.failed(PlayerFailure.element(3, "No URI specified to play from.")));
        } else {
            playback.pause();
        }
    }

    @Override
    public synchronized void stop() {
        if (playback != null) {
            playback.stop();
            playback = null;
        }
        enter(State.STOP);
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public synchronized MediaInfo info() {
        return playback == null ? MediaInfo.NONE : playback.info();
    }

    @Override
    public synchronized long position() {
        return playback == null ? 0 : playback.position() / 1000;
    }

    @Override
    public synchronized boolean seek(long millis) {
        return playback != null && playback.seek(Math.min(millis, Long.MAX_VALUE / 1000) * 1000);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (playback != null) {
                playback.stop();
                playback = null;
            }
        }
        graph().remove(this);
        onClose.accept(this);
    }

    /** A packet of the file, on the playback's thread. */
    void sent(MediaKind kind, MediaPacket packet) {
        flows.get(kind).mark(System.nanoTime());
        forward(kind, packet);
    }

    /** The file was played to its end. */
    synchronized void ended(Playback which) {
        if (playback == which) {
            playback = null;
            enter(State.STOP);
            tell(PlayerListener::endOfStream);
        }
    }

    /** The file cannot be played any further. */
    synchronized void failed(Playback which, PlayerFailure failure) {
        if (playback == which) {
            playback = null;
            tell(l -> l.failed(failure));
        }
    }

    @Override
    void tick(long now) {
        flows.forEach((kind, meter) -> {
            if (meter.changed(now)) {
                boolean flowing = meter.flowing();
                tell(l -> l.flowOut(kind, flowing));
            }
        });
        Playback current;
        synchronized (this) {
            current = playback;
        }
        if (current != null) {
            current.tick(now);
        }
    }

    @Override
    void keyFrameWanted() {
        Playback current;
        synchronized (this) {
            current = playback;
        }
        if (current != null) {
            current.wantKeyFrame();
        }
    }

    @Override
    void media(MediaKind kind, MediaPacket packet) {
        // What is connected to a player ends there.
    }

    @Override
    void report(MediaKind kind, SenderReport report, Object stream) {
        // As its media.
    }

    @Override
    void data(DataMessage message) {
        // As its media.
    }

    @Override
    void sourceChanged(MediaKind kind) {
        // A player takes nothing in.
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

    private void enter(State next) {
        if (state != next) {
            state = next;
            tell(l -> l.stateChanged(next));
        }
    }

    private void tell(Consumer<PlayerListener> event) {
        try {
            events.execute(() -> {
                if (!closed) {
                    event.accept(listener);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warnf("an event of a player is lost: %s", e.getMessage());
        }
    }
}
