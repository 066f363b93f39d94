package io.mediary.embedded.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.mediary.embedded.engine.dtls.DtlsIdentity;
import io.mediary.embedded.engine.ice.IceConnection;
import io.mediary.embedded.engine.ice.IcePorts;
import io.mediary.embedded.engine.playback.UriGuard;
import io.mediary.embedded.engine.srtp.SrtpSession;
import io.mediary.embedded.engine.udp.UdpPorts;

/** What all elements of an engine share. None of its threads belongs to one peer for longer than a DTLS handshake;
 * a player has one for as long as it plays. */
final class EngineResources implements AutoCloseable {

    private static final int WORKERS = 4;
    private static final int HANDSHAKES = 32;
    private static final int AUDIO = 2;
    private static final int PLAYERS = 64;
    private static final int RECORDER = 2;
    private static final int QUEUE = 100_000;
    private static final int WAITING_HANDSHAKES = 1_000;
    private static final long IDLE_SECONDS = 5;

    private final IcePorts ports;
    private final UdpPorts rtpPorts;
    private final ExecutorService workers = pool("media-worker", WORKERS, QUEUE);
    private final ExecutorService handshakes = pool("media-dtls", HANDSHAKES, WAITING_HANDSHAKES);
    private final AudioWorkers audio = new AudioWorkers(pool("media-audio", AUDIO, QUEUE));
    private final ExecutorService players = new ThreadPoolExecutor(0, PLAYERS, IDLE_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), threads("media-player"));
    private final UriGuard uris;
    private final RecorderWorkers recorders;
    private final ScheduledExecutorService clock = newClock();
    private final CompletableFuture<DtlsIdentity> identity;

    EngineResources(EngineOptions options) {
        uris = options.uris();
        ports = new IcePorts(options.host());
        rtpPorts = new UdpPorts(options.host());
        recorders = new RecorderWorkers(pool("media-recorder", RECORDER, QUEUE), options.recordings());
        identity = CompletableFuture.supplyAsync(DtlsIdentity::new, handshakes);
        handshakes.execute(SrtpSession::warmUp);
        handshakes.execute(() -> IceConnection.warmUp(ports));
    }

    private static ScheduledExecutorService newClock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, threads("media-clock"));
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private static ExecutorService pool(String name, int threads, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queue),
                threads(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    IcePorts ports() {
        return ports;
    }

    /** For plain RTP. */
    UdpPorts rtpPorts() {
        return rtpPorts;
    }

    /** The certificate; waits for it in the first moments of an engine. */
    DtlsIdentity identity() {
        return identity.join();
    }

    ExecutorService workers() {
        return workers;
    }

    ExecutorService handshakes() {
        return handshakes;
    }

    /** Where audio is transcoded. */
    AudioWorkers audio() {
        return audio;
    }

    /** Where files are played, a thread for each; what comes when all are taken is rejected. */
    ExecutorService players() {
        return players;
    }

    /** What players may open. */
    UriGuard uris() {
        return uris;
    }

    /** Where recordings are written. */
    RecorderWorkers recorders() {
        return recorders;
    }

    ScheduledExecutorService clock() {
        return clock;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        players.shutdownNow();
        handshakes.shutdownNow();
        audio.close();
        recorders.close();
        workers.shutdown();
        ports.close();
        rtpPorts.close();
    }
}
