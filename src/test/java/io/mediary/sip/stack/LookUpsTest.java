package io.mediary.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;

/** Names are looked up, and a name service that does not answer stops nothing for longer than it is silent. */
class LookUpsTest {

    private final CountDownLatch answers = new CountDownLatch(1);
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final LookUps names = new LookUps(this::silent, Duration.ofMillis(300));

    private InetAddress silent(String host) {
        asked.add(host);
        try {
            answers.await();
        } catch (InterruptedException end) {
            throw new UnreachableException("the test is over");
        }
        return InetAddress.getLoopbackAddress();
    }

    @AfterEach
    void stop() {
        names.stop();
    }

    @Test
    void whoHasGivenUpKeepsNobodyWaiting() {
        Uni<?> all = Uni.join().all(IntStream.range(0, 260)
                .mapToObj(i -> names.find("slow" + i + ".example.org").onFailure().recoverWithNull()).toList())
                .andCollectFailures();
        all.await().atMost(Duration.ofSeconds(10));
        assertThatThrownBy(() -> names.find("late.example.org").await().atMost(Duration.ofSeconds(10)))
                .as("there is room again").isInstanceOf(UnreachableException.class)
                .hasMessage("name service does not answer");
        answers.countDown();
        assertThat(names.find("good.example.org").await().atMost(Duration.ofSeconds(10)))
                .isEqualTo(InetAddress.getLoopbackAddress());
        assertThat(asked).as("what nobody waits for is not asked").hasSize(5).contains("good.example.org");
    }

    @Test
    void figuresNeedNoName() {
        assertThat(names.find("192.0.2.7").await().indefinitely().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(names.find("[2001:db8::7]").await().indefinitely().getHostAddress())
                .isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(asked).isEmpty();
    }
}
