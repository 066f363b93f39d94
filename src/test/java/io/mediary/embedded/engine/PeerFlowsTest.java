package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.mediary.testing.RealTime;

@RealTime
class PeerFlowsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final RecordingListener listener = new RecordingListener();
    private final PeerFlows flows = new PeerFlows(new PeerEvents(listener, Runnable::run));
    private final long start = System.nanoTime();

    @Test
    void flowingIsToldOnceAndEndsTwoSecondsAfterTheLastPacket() {
        flows.out(MediaKind.AUDIO, start);
        flows.tick(start + SECOND / 20);
        flows.tick(start + SECOND);
        assertThat(listener.events).containsExactly("out AUDIO true");
        assertThat(flows.flowingOut()).containsExactly(MediaKind.AUDIO);
        flows.tick(start + 2 * SECOND + 1);
        flows.tick(start + 3 * SECOND);
        assertThat(listener.events).containsExactly("out AUDIO true", "out AUDIO false");
        assertThat(flows.flowingOut()).isEmpty();
    }

    @Test
    void thePeerCountsAsGoneTwentySecondsAfterTheFlowEnded() {
        flows.tick(start);
        assertThat(listener.events).isEmpty();
        flows.alive(start);
        flows.tick(start + SECOND);
        flows.tick(start + 21 * SECOND);
        assertThat(listener.events).containsExactly("media true");
        flows.tick(start + 23 * SECOND);
        assertThat(listener.events).containsExactly("media true", "media false");
        flows.alive(start + 24 * SECOND);
        flows.tick(start + 24 * SECOND);
        assertThat(listener.events).containsExactly("media true", "media false", "media true");
    }
}
