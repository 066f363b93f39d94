package io.mediary.embedded.engine;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.playback.MediaFile;
import io.mediary.embedded.engine.playback.MediaFrame;
import io.mediary.embedded.engine.playback.MediaInfo;
import io.mediary.embedded.engine.playback.PlaybackException;
import io.mediary.embedded.engine.playback.UriGuard;

/**
 * One file being played, from its opening until it ends, breaks off or is stopped. {@link #run} takes a thread for that
 * time; everything else may be called from any thread and returns at once.
 */
final class Playback implements Runnable {

    private static final Logger LOG = Logger.getLogger(Playback.class);
    private static final long LONGEST_OPENING = TimeUnit.SECONDS.toNanos(20);
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_TAIL_MICROS = 1_000_000;
    private static final long NOWHERE = -1;

    private final LibraryPlayer player;
    private final String uri;
    private final UriGuard guard;
    private final MediaFile.Opening opening = new MediaFile.Opening();
    private final Timeline timeline = new Timeline();
    private final long began = System.nanoTime();
    private MediaInfo info = MediaInfo.NONE;
    private boolean open;
    private boolean paused;
    private boolean stopped;
    private boolean keyFrameWanted;
    private long target = NOWHERE;

    Playback(LibraryPlayer player, String uri, UriGuard guard) {
        this.player = player;
        this.uri = uri;
        this.guard = guard;
    }

    @Override
    public void run() {
        try (MediaFile file = MediaFile.open(uri, guard, opening)) {
            LOG.debugf("playing %s: %s", uri, file);
            PlayerOutput output = new PlayerOutput(player, file, System.nanoTime());
            opened(file.info());
            play(file, output);
        } catch (PlaybackException e) {
            LOG.debugf("%s is not played: %s", uri, e.getMessage());
            failed(PlayerFailure.of(e));
        } catch (RuntimeException | LinkageError e) {
            LOG.errorf(e, "a player failed");
            failed(PlayerFailure.element(1, "Internal data stream error"));
        }
    }

    synchronized void pause() {
        paused = true;
        if (open) {
            timeline.hold(System.nanoTime());
        }
        notifyAll();
    }

    synchronized void resume() {
        paused = false;
        if (open) {
            timeline.resume(System.nanoTime());
        }
        notifyAll();
    }

    void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        opening.abort();
    }

    synchronized boolean seek(long micros) {
        if (!open || stopped || !info.seekable()) {
            return false;
        }
        target = Math.max(0, micros);
        notifyAll();
        return true;
    }

    synchronized void wantKeyFrame() {
        keyFrameWanted = true;
        notifyAll();
    }

    synchronized MediaInfo info() {
        return info;
    }

    /** In microseconds. */
    synchronized long position() {
        long length = info.durationMillis() > 0 ? info.durationMillis() * 1000 : Long.MAX_VALUE;
        return Math.min(length, target != NOWHERE ? target : timeline.position(System.nanoTime()));
    }

    /** Gives up an opening that takes for ever. */
    void tick(long now) {
        boolean hangs;
        synchronized (this) {
            hangs = !open && now - began > LONGEST_OPENING;
        }
        if (hangs) {
            opening.abort();
        }
    }

    private synchronized void opened(MediaInfo found) {
        info = found;
        open = true;
        timeline.set(0, System.nanoTime(), !paused);
    }

    private void play(MediaFile file, PlayerOutput output) throws PlaybackException {
        Optional<MediaFrame> next = file.next();
        long last = 0;
        // Reading the first frame may have taken long, and nothing is late because of it.
        synchronized (this) {
            timeline.set(0, System.nanoTime(), !paused);
        }
        while (true) {
            long tail = Math.min(Math.max(last, info.durationMillis() * 1000), last + LONGEST_TAIL_MICROS);
            switch (await(next.map(MediaFrame::micros).orElse(tail), output)) {
                case STOP -> {
                    return;
                }
                case SEEK -> next = jump(file, output);
                case REPEAT -> output.repeat(System.nanoTime());
                case DUE -> {
                    if (next.isEmpty()) {
                        player.ended(this);
                        return;
                    }
                    last = next.get().micros();
                    output.send(next.get(), timeline.sent(last, System.nanoTime()));
                    next = file.next();
                }
            }
        }
    }

    private enum Turn {
        STOP,
        SEEK,
        REPEAT,
        DUE
    }

    /** Waits until that place of the file is due, or something else is to be done. */
    private synchronized Turn await(long micros, PlayerOutput output) {
        boolean held = false;
        while (true) {
            if (stopped || Thread.currentThread().isInterrupted()) {
                return Turn.STOP;
            }
            if (target != NOWHERE) {
                return Turn.SEEK;
            }
            if (keyFrameWanted) {
                keyFrameWanted = false;
                if (output.hasPicture()) {
                    return Turn.REPEAT;
                }
            }
            long left = paused ? LONGEST_WAIT : timeline.due(micros) - System.nanoTime();
            if (left <= 0) {
                return Turn.DUE;
            }
            if (paused && !held) {
                held = true;
                output.paused();
            }
            try {
                long nanos = Math.min(left, LONGEST_WAIT);
                wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Goes to the wanted place: from the key frame before it, all pictures up to it are sent at once, so that what is
     * seen next is that place and not the key frame.
     */
    private Optional<MediaFrame> jump(MediaFile file, PlayerOutput output) throws PlaybackException {
        long to;
        synchronized (this) {
            to = target;
        }
        if (to >= info.durationMillis() * 1000) {
            arrived(to, info.durationMillis() * 1000);
            return Optional.empty();
        }
        file.seek(to);
        output.jump();
        Optional<MediaFrame> next = file.next();
        while (next.isPresent() && next.get().micros() < to && !isStopped()) {
            if (next.get().kind() == MediaKind.VIDEO) {
                output.keep(next.get());
            }
            next = file.next();
        }
        if (output.hasPicture()) {
            output.replay(System.nanoTime());
        }
        arrived(to, to);
        return next;
    }

    /** A later wish for another place stays a wish. */
    private synchronized void arrived(long wished, long micros) {
        timeline.set(micros, System.nanoTime(), !paused);
        if (target == wished) {
            target = NOWHERE;
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void failed(PlayerFailure failure) {
        player.failed(this, failure);
    }
}
