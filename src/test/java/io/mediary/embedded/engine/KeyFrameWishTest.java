package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class KeyFrameWishTest {

    private static final long START = TimeUnit.HOURS.toNanos(1);
    private final KeyFrameWish wish = new KeyFrameWish(START);

    @Test
    void nobodyWishesNobodyAsks() {
        assertThat(wish.due(START)).isFalse();
    }

    @Test
    void aWishIsAskedAtOnceAndAgainUntilAKeyFrameComes() {
        wish.wish(START);
        assertThat(wish.due(START)).isTrue();
        assertThat(wish.due(START + millis(100))).isFalse();
        assertThat(wish.due(START + millis(250))).isTrue();
        assertThat(wish.due(START + millis(500))).isTrue();
        wish.came();
        assertThat(wish.due(START + millis(750))).isFalse();
    }

    @Test
    void aWishSoonAfterAKeyFrameIsNotLost() {
        wish.wish(START);
        assertThat(wish.due(START)).isTrue();
        wish.came();
        wish.wish(START + millis(10));
        assertThat(wish.due(START + millis(10))).isFalse();
        assertThat(wish.due(START + millis(260))).isTrue();
    }

    @Test
    void manyWishesAreOne() {
        int asked = 0;
        for (int i = 0; i < 1000; i++) {
            wish.wish(START + millis(i));
            asked += wish.due(START + millis(i)) ? 1 : 0;
        }
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void oneWhoMakesNoKeyFramesIsNotAskedForEver() {
        wish.wish(START);
        assertThat(wish.due(START + TimeUnit.SECONDS.toNanos(9))).isTrue();
        assertThat(wish.due(START + TimeUnit.SECONDS.toNanos(11))).isFalse();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
