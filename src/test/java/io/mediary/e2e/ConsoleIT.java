package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mediary.testing.Browser;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** The console as its user meets it: what is pressed has its effect in pictures and lists, and no script fails. */
@RequiresChromium
class ConsoleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static MediaryProcess instance;
    private static Browser browser;

    @BeforeAll
    static void start() {
        instance = MediaryProcess.start("console",
                Map.of("mediary.embedded.enabled", "true", "mediary.auth.enabled", "false"));
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (instance != null) {
            instance.close();
        }
    }

    @AfterEach
    void noScriptFailed() {
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    void publisherIsSeenByItsViewersAndListedUntilItStops() {
        browser.open(instance.http("/#room"));
        until("text('#socket') === 'connected'");
        choose("publish-source", "generated");
        choose("publish-room", "pasted:");
        browser.run("document.getElementById('publish-room-paste').value = 'stage';");
        press("#publish-start");
        until("text('.tile[data-kind=publisher] .badge') === 'connected'");
        until("all('#sessions > li').length === 1 && all('#rooms li[data-role=publisher]').length === 1");
        assertThat(browser.run("return document.querySelector('#rooms > li').dataset.room")).isEqualTo("stage");

        for (int viewers = 1; viewers <= 2; viewers++) {
            press("#watch-start");
            until("all('.tile[data-kind=viewer]').filter((t) => /after [\\d.]+ s/.test(t.querySelector('.first')"
                    + ".textContent) && t.querySelector('video').currentTime > 0.5).length === " + viewers);
        }
        until("all('#sessions > li').length === 3 && all('#rooms li[data-role=listener]').length === 2");
        browser.screenshot("console-room");

        press(".tile[data-kind=publisher] .buttons button");
        until("all('.tile[data-kind=viewer]').every((t) => t.textContent.includes('Publisher stopped (304006)'))");
        until("all('#sessions > li').length === 0 && all('#rooms li[data-member]').length === 0");
        press("#rooms > li button:last-child");
        until("all('#rooms > li').length === 0");
    }

    @Test
    void sessionChangesItsTypeAndItsBitrateAndTellsWhatItCannotDo() {
        browser.open(instance.http("/#session"));
        until("text('#socket') === 'connected'");
        choose("source", "generated");
        choose("type", "park");
        press("#start");
        until("text('#peer') === 'connected'");
        for (String type : List.of("echo", "publish", "echo")) {
            choose("type", type);
            press("#start");
            until("text('#session') === '" + type + "'");
        }
        until("document.getElementById('remote').currentTime > 0.5");

        browser.run("document.getElementById('stats').open = true; document.getElementById('bitrate').value = 200;");
        press("#limit");
        until("/ [12]?\\d?\\d kbit/.test(text('#video-sent'))");
        until("/kbit.s\\d/.test(text('#stats-table'))");

        choose("type", "bridge");
        choose("peer-id", "pasted:");
        browser.run("document.getElementById('peer-id-paste').value = 'nobody';");
        press("#start");
        until("text('#notice-text') === 'Session not found (100062)'");
        browser.screenshot("console-session");
        press("#stop");
        until("text('#session') === 'stopped'");
    }

    private static void choose(String id, String value) {
        browser.run("const list = document.getElementById(arguments[0]); list.value = arguments[1];"
                + "list.dispatchEvent(new Event('change'));", id, value);
    }

    /** As soon as it can be pressed. */
    private static void press(String selector) {
        until("one('" + selector + "')?.disabled === false");
        browser.run("document.querySelector(arguments[0]).click();", selector);
    }

    private static void until(String condition) {
        await(condition).atMost(PATIENCE).until(() -> Boolean.TRUE.equals(browser.run(
                "const one = (selector) => document.querySelector(selector);"
                        + "const all = (selector) => [...document.querySelectorAll(selector)];"
                        + "const text = (selector) => one(selector)?.textContent; return " + condition + ";")));
    }
}
