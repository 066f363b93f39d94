package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.embedded.engine.sdp.MediaLine;
import io.mediary.testing.RealTime;

@RealTime
class AudioTranscodingTest {

    private static final Codec PCMU = new Codec(0, "PCMU", 8000, 1, "", List.of());
    private static final Codec PCMA = new Codec(8, "PCMA", 8000, 1, "", List.of());
    private static final long NOW = TimeUnit.HOURS.toNanos(1);

    private final AudioWorkers workers = new AudioWorkers(Executors.newFixedThreadPool(2));
    private final List<MediaPacket> out = new CopyOnWriteArrayList<>();
    private final AudioTranscoding transcoding = transcoding(out);

    @AfterEach
    void close() {
        transcoding.close();
        workers.close();
    }

    @Test
    void whatWasAgreedOnIsLeftAsItIs() {
        assertThat(transcoding.take(packet(PCMA, 1), NOW)).isFalse();
        assertThat(workers.open()).isZero();
    }

    @Test
    void aSilentSourceKeepsNoTranscoder() {
        assertThat(transcoding.take(packet(PCMU, 1), NOW)).isTrue();
        transcoding.tick(NOW + TimeUnit.SECONDS.toNanos(9));
        assertThat(workers.open()).isEqualTo(1);
        transcoding.tick(NOW + TimeUnit.SECONDS.toNanos(11));
        assertThat(workers.open()).isZero();
    }

    @Test
    void whereTheThreadsAreBusyPacketsAreDroppedAndNobodyWaits() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            workers.take().execute(() -> {
                begun.countDown();
                try {
                    busy.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        begun.await();
        for (int i = 0; i < 500; i++) {
            assertThat(transcoding.take(packet(PCMU, i), NOW)).isTrue();
        }
        assertThat(out).isEmpty();
        busy.countDown();
        await().until(() -> out.size() == 50);
        transcoding.take(packet(PCMU, 500), NOW);
        transcoding.take(packet(PCMU, 501), NOW);
        transcoding.take(packet(PCMU, 502), NOW);
        await().until(() -> out.size() == 53);
    }

    @Test
    void nothingIsLeftHoweverOftenTheSourceIsCutWhilePacketsFlow() throws InterruptedException {
        AtomicInteger numbers = new AtomicInteger();
        List<Thread> threads = List.of(new Thread(() -> {
            for (int i = 0; i < 3000; i++) {
                transcoding.take(packet(PCMU, numbers.incrementAndGet()), NOW);
            }
        }), new Thread(() -> {
            for (int i = 0; i < 3000; i++) {
                transcoding.stop();
            }
        }));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        transcoding.close();
        assertThat(workers.open()).isZero();
        assertThat(transcoding.take(packet(PCMU, 1), NOW)).isFalse();
        assertThat(workers.open()).isZero();
    }

    private AudioTranscoding transcoding(List<MediaPacket> to) {
        List<Codec> agreed = List.of(PCMA);
        return new AudioTranscoding(
                new MediaLine(null, MediaKind.AUDIO, true, true, true, agreed, agreed, Map.of(), Set.of()), workers,
                to::add);
    }

    private static MediaPacket packet(Codec codec, int number) {
        return ProbeElement.packet("stream", codec, number, number * 160L, new byte[160]);
    }
}
