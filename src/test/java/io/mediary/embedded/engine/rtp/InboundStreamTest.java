package io.mediary.embedded.engine.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.mediary.testing.RealTime;

@RealTime
class InboundStreamTest {

    private final InboundStream stream = new InboundStream(7, null, true);
    private long now = TimeUnit.HOURS.toNanos(1);

    @Test
    void numbersGoOnOverTheWrap() {
        assertThat(accept(65534)).isEqualTo(OptionalLong.of(0x10000L + 65534));
        assertThat(accept(65535)).isEqualTo(OptionalLong.of(0x10000L + 65535));
        assertThat(accept(0)).isEqualTo(OptionalLong.of(0x20000L));
        assertThat(accept(1)).isEqualTo(OptionalLong.of(0x20001L));
        assertThat(stream.lost()).isZero();
    }

    @Test
    void aRepeatIsNotTakenTwice() {
        accept(10);
        accept(11);
        assertThat(accept(10)).isEmpty();
        assertThat(accept(11)).isEmpty();
        assertThat(stream.packets()).isEqualTo(2);
    }

    @Test
    void missingPacketsAreAskedForUntilTheyCome() {
        accept(10);
        accept(14);
        assertThat(stream.missing(now)).containsExactly(11, 12, 13);
        assertThat(stream.missing(now)).isEmpty();
        assertThat(accept(12)).isPresent();
        now += TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(stream.missing(now)).containsExactly(11, 13);
        for (int i = 0; i < 20; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(100);
            stream.missing(now);
        }
        assertThat(stream.missing(now + TimeUnit.SECONDS.toNanos(1))).isEmpty();
        assertThat(stream.asked()).isEqualTo(3 + 2 * 9);
    }

    @Test
    void tooLargeAGapNeedsAKeyFrame() {
        accept(10);
        accept(1000);
        assertThat(stream.missing(now)).isEmpty();
        assertThat(stream.takeKeyFrameNeeded()).isTrue();
        assertThat(stream.takeKeyFrameNeeded()).isFalse();
    }

    @Test
    void aSourceThatJumpsBeginsAnew() {
        accept(10);
        assertThat(accept(20_000)).isPresent();
        assertThat(accept(20_001)).isPresent();
        assertThat(stream.lost()).isZero();
    }

    @Test
    void theReportTellsWhatWasLost() {
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 3) {
                accept(i);
            }
        }
        ReportBlock block = stream.block(now);
        assertThat(block.fractionLost()).isBetween(55, 66);
        assertThat(block.lost()).isBetween(23, 25);
        assertThat(stream.block(now).fractionLost()).isZero();
    }

    @Test
    void shuffledPacketsAllCountOnce() {
        List<Integer> sequences = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sequences.add(65436 + i & 0xFFFF);
        }
        Collections.shuffle(sequences.subList(1, 200), new Random(1));
        sequences.forEach(this::accept);
        sequences.forEach(this::accept);
        assertThat(stream.packets()).isEqualTo(200);
    }

    private OptionalLong accept(int sequence) {
        byte[] packet = ByteBuffer.allocate(20).put((byte) 0x80).put((byte) 96).putShort((short) sequence)
                .putInt(sequence * 3000).array();
        return stream.accept(RtpPacket.parse(packet).orElseThrow(), 90000, now);
    }
}
