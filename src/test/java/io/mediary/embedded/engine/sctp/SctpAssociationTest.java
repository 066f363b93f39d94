package io.mediary.embedded.engine.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class SctpAssociationTest {

    private final Side one = new Side();
    private final Side other = new Side();
    private final Random random = new Random(3);
    private double loss;
    private long now = TimeUnit.HOURS.toNanos(1);

    @Test
    void messagesOfAllSizesArriveInOrder() {
        connect();
        List<byte[]> sent = new ArrayList<>();
        for (int size : new int[]{1, 1099, 1100, 1101, 5000, 200_000, 7}) {
            byte[] message = new byte[size];
            random.nextBytes(message);
            sent.add(message);
            assertThat(one.association.send(2, 53, message, true, now)).isTrue();
        }
        run(200);
        assertThat(other.messages).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(Arrays.equals(other.messages.get(i), sent.get(i))).isTrue();
        }
        assertThat(one.association.isIdle()).isTrue();
    }

    @Test
    void lostPacketsAreSentAgain() {
        loss = 0.2;
        connect();
        for (int i = 0; i < 200; i++) {
            assertThat(one.association.send(2, 53, new byte[3000], true, now)).isTrue();
            assertThat(other.association.send(2, 53, new byte[10], true, now)).isTrue();
        }
        run(20_000);
        assertThat(other.messages).hasSize(200).allMatch(m -> m.length == 3000);
        assertThat(one.messages).hasSize(200);
    }

    @Test
    void bothMayBeginAtTheSameTime() {
        one.association.connect(now);
        other.association.connect(now);
        run(100);
        assertThat(one.association.isEstablished()).isTrue();
        assertThat(other.association.isEstablished()).isTrue();
        one.association.send(0, 51, new byte[]{1}, true, now);
        run(10);
        assertThat(other.messages).hasSize(1);
    }

    @Test
    void tooMuchAtOnceIsRefused() {
        connect();
        boolean taken = true;
        int count = 0;
        for (; taken && count < 1000; count++) {
            taken = one.association.send(0, 53, new byte[100_000], true, now);
        }
        assertThat(taken).isFalse();
        assertThat(count).isBetween(40, 50);
    }

    @Test
    void anOtherSideThatIsGoneEndsTheAssociation() {
        connect();
        loss = 1;
        one.association.send(0, 51, new byte[]{1}, true, now);
        run(20_000);
        assertThat(one.ended).isTrue();
    }

    @Test
    void garbageIsPassedOver() {
        connect();
        for (int i = 0; i < 5000; i++) {
            byte[] packet = new byte[random.nextInt(60)];
            random.nextBytes(packet);
            one.association.receive(packet, now);
        }
        other.association.send(0, 51, new byte[]{1}, true, now);
        run(10);
        assertThat(one.messages).hasSize(1);
    }

    private void connect() {
        one.association.connect(now);
        run(3000);
        assertThat(one.association.isEstablished()).isTrue();
        assertThat(other.association.isEstablished()).isTrue();
    }

    /** Steps of 10 ms in which what was sent arrives. */
    private void run(int steps) {
        for (int i = 0; i < steps; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(10);
            deliver(one, other);
            deliver(other, one);
            one.association.tick(now);
            other.association.tick(now);
        }
    }

    private void deliver(Side from, Side to) {
        for (byte[] packet = from.out.poll(); packet != null; packet = from.out.poll()) {
            if (random.nextDouble() >= loss) {
                to.association.receive(packet, now);
            }
        }
    }

    private static final class Side implements SctpAssociation.Handler {

        private final Queue<byte[]> out = new ArrayDeque<>();
        private final List<byte[]> messages = new ArrayList<>();
        private final SctpAssociation association = new SctpAssociation(5000, out::add, this);
        private boolean ended;

        @Override
        public void established() {
            assertThat(ended).isFalse();
        }

        @Override
        public void message(int stream, int protocol, byte[] bytes) {
            messages.add(bytes);
        }

        @Override
        public void closed(List<Integer> streams) {
            throw new AssertionError("no stream is closed here");
        }

        @Override
        public void ended() {
            ended = true;
        }
    }
}
