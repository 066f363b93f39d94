package io.mediary.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Two may borrow at once, and three may wait. */
class LendingTest {

    private final Lending lending = new Lending(2, 3);
    private final List<String> turns = new ArrayList<>();

    private boolean comes(String who, boolean wants) {
        return lending.borrow(() -> {
            turns.add(who);
            return wants;
        });
    }

    @Test
    void othersWaitInTheirOrder() {
        assertThat(comes("a", true) && comes("b", true) && comes("c", true) && comes("d", true)).isTrue();
        assertThat(turns).containsExactly("a", "b");
        lending.giveBack();
        assertThat(turns).containsExactly("a", "b", "c");
        lending.giveBack();
        assertThat(turns).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whoWantsNoMoreIsPassedOver() {
        comes("a", true);
        comes("b", false);
        comes("c", true);
        assertThat(turns).containsExactly("a", "b", "c");
        comes("d", false);
        comes("e", false);
        comes("f", true);
        lending.giveBack();
        assertThat(turns).containsExactly("a", "b", "c", "d", "e", "f");
        lending.giveBack();
        lending.giveBack();
        comes("g", true);
        comes("h", true);
        comes("i", true);
        assertThat(turns).endsWith("g", "h");
    }

    @Test
    void tooManyAreRefused() {
        comes("a", true);
        comes("b", true);
        assertThat(comes("c", true) && comes("d", true) && comes("e", true)).isTrue();
        assertThat(comes("f", true)).isFalse();
        for (int i = 0; i < 5; i++) {
            lending.giveBack();
        }
        assertThat(turns).containsExactly("a", "b", "c", "d", "e");
        assertThat(comes("g", true)).isTrue();
        assertThat(turns).endsWith("g");
    }
}
