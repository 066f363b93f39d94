package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** A page's instance is told to stop while the page sends commands all the time: none fails, none is run twice. */
@RequiresChromium
class BrowserOrderlyStopIT {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final String TALK = """
            test.said = 0; test.failed = []; test.heard = []; test.states = [];
            test.mediary.addEventListener('state', ({detail}) => test.states.push(detail.state));
            test.mediary.on({class: 'chat'}, (event) => test.heard.push(event.body.n));
            await test.mediary.subscribe({class: 'chat', obj_id: 'room'});
            const say = async () => {
              while (!test.quiet) {
                const n = test.said++;
                try {
                  await test.mediary.request('core/event/send_event',
                      {class: 'chat', type: 'said', obj_id: 'room', body: {n}});
                } catch (error) {
                  test.failed.push(`${n}: ${error.message}`);
                }
              }
            };
            test.talks = [say(), say(), say(), say()];
            """;

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-orderly-stop");

    private static MediaryProcess first;
    private static Page page;

    @BeforeAll
    static void start() {
        first = STAGE.instance();
        STAGE.nextInstance();
        STAGE.balance();
        page = STAGE.page("red", Color.RED, 440);
    }

    @Test
    void noCommandFailsAndThePictureGoesOn() {
        String mine = page.start(Map.of("type", "echo"));
        page.sees(mine, page.colour());
        String connection = (String) page.await("return test.mediary.sessionId;");
        page.await(TALK);
        await().atMost(Page.PATIENCE).until(() -> number("return test.heard.length;") > 100);

        first.stop();
        await("the page is back").atMost(Page.PATIENCE).until(() -> page.await("return test.mediary.state;"),
                "connected"::equals);
        page.sees(mine, page.colour(), SOON);
        long back = number("return test.heard.length;");
        await("it goes on").atMost(Page.PATIENCE).until(() -> number("return test.heard.length;") > back + 50);
        page.await("test.quiet = true; await Promise.all(test.talks);");

        long said = number("return test.said;");
        await().atMost(Page.PATIENCE).until(() -> number("return test.heard.length;") >= said);
        assertThat((List<?>) page.await("return test.failed;")).isEmpty();
        assertThat((List<?>) page.await("return [...test.heard].sort((a, b) => a - b);")).as("each once")
                .isEqualTo(LongStream.range(0, said).boxed().toList());
        assertThat(page.await("return test.states;")).isEqualTo(List.of("reconnecting", "connected"));
        assertThat(page.await("return test.mediary.sessionId;")).isEqualTo(connection);
        page.become(mine, "park", Map.of());
    }

    private static long number(String body) {
        return ((Number) page.await(body)).longValue();
    }
}
