package io.mediary.sip.stack;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;

/**
 * Looks names up (A, AAAA) on threads of its own: peers name hosts as they like, and a name service that does not answer must not stop anything but calls to
 * names. Addresses in figures need no thread. Thread-safe.
 */
final class LookUps {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int THREADS = 4;
    private static final int WAITING = 256;
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FIGURES = Pattern.compile(
            BYTE + "(\\." + BYTE + "){3}|\\[[0-9a-fA-F:.]+]|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final ThreadPoolExecutor threads;
    private final Function<String, InetAddress> names;
    private final Duration longest;

    LookUps() {
        this(LookUps::known, LONGEST);
    }

    /** @param names the address of a host, or an {@link UnreachableException} @param longest how long anybody waits */
    LookUps(Function<String, InetAddress> names, Duration longest) {
        this.names = names;
        this.longest = longest;
        threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING),
                task -> {
                    Thread thread = new Thread(task, "sip-names");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** The address of a host; fails with {@link UnreachableException} where there is none, in time, or too many are being looked for. */
    Uni<InetAddress> find(String host) {
        if (FIGURES.matcher(host).matches()) {
            return Uni.createFrom().item(() -> known(host));
        }
        return Uni.createFrom().<InetAddress>emitter(emitter -> {
            Runnable task = () -> {
                try {
                    emitter.complete(names.apply(host));
                } catch (UnreachableException unknown) {
                    emitter.fail(unknown);
                }
            };
            // What nobody waits for any more does not stand before what somebody does.
            emitter.onTermination(() -> threads.remove(task));
            try {
                threads.execute(task);
            } catch (RejectedExecutionException full) {
                emitter.fail(new UnreachableException("too many names are being looked up"));
            }
        }).ifNoItem().after(longest).failWith(() -> new UnreachableException("name service does not answer"));
    }

    private static InetAddress known(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new UnreachableException("unknown host");
        }
    }

    /** No more. */
    void stop() {
        threads.shutdownNow();
    }
}
