package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class PageTest {

    private static final String PAGE = "before\n<!-- a -->\nold\n<!-- end of a -->\nafter\n";

    @Test
    void aSheetTakesThePlaceOfTheLast() {
        String once = Page.with(PAGE, "a", List.of("one", "", "two"));

        assertThat(once).isEqualTo("before\n<!-- a -->\n\none\n\ntwo\n\n<!-- end of a -->\nafter\n");
        assertThat(Page.with(once, "a", List.of("one", "", "two"))).isEqualTo(once);
    }

    @Test
    void whatHasNoPlaceIsNotLost() {
        assertThatIllegalStateException().isThrownBy(() -> Page.with(PAGE, "b", List.of("one")));
    }

    @Test
    void eachBenchHasItsPlace() throws IOException {
        String page = Files.readString(Path.of("docs/benchmarks.md"));

        assertThat(Stream.of("small", "create-echo", "get-info", "far-event", "idle-sockets", "throughput",
                "session-cost")).allSatisfy(name -> assertThat(Page.with(page, name, List.of("x"))).contains("x"));
    }
}
