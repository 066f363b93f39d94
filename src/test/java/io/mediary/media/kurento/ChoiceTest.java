package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.mediary.media.kurento.Choice.Option;

class ChoiceTest {

    private final Deque<Integer> dice = new ArrayDeque<>();
    private final Choice choice = new Choice(bound -> dice.remove());

    @Test
    void ofTwoAtRandomTheOneWithLessToDo() {
        List<Option<String>> options = List.of(open("a", 3), open("b", 1), open("c", 2));
        dice.addAll(List.of(0, 0));
        assertThat(choice.of(options)).contains("b");
        dice.addAll(List.of(0, 1));
        assertThat(choice.of(options)).contains("c");
        dice.addAll(List.of(2, 0));
        assertThat(choice.of(options)).contains("c");
    }

    @Test
    void theFirstOneDrawnOfTwoWithAsMuch() {
        dice.addAll(List.of(1, 0));
        assertThat(choice.of(List.of(open("a", 1), open("b", 1)))).contains("b");
    }

    @Test
    void closedAndFullOnesAreNotDrawn() {
        List<Option<String>> options = List.of(new Option<>("closed", false, 0, 0, 0),
                new Option<>("full", true, 5, 5, 0), new Option<>("almost", true, 4, 5, 100));
        assertThat(choice.of(options)).contains("almost");
        assertThat(choice.of(options.subList(0, 2))).isEmpty();
        assertThat(choice.of(List.of())).isEmpty();
    }

    private static Option<String> open(String name, int load) {
        return new Option<>(name, true, load, 0, load);
    }
}
