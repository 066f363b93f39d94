package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.assertj.core.data.Offset;

import io.mediary.testing.Browser;

/** A tab of the console that is a phone, of a user who is called as the test says. For one thread. */
final class ConsolePhone {

    private static final Duration STILL = Duration.ofSeconds(1);
    private static final URI NOTHING = URI.create("about:blank");

    private final Browser browser;
    private final String tab;
    private final URI console;

    private ConsolePhone(Browser browser, String tab, URI console) {
        this.browser = browser;
        this.tab = tab;
        this.console = console;
    }

    /** Opens an empty tab for the console at this address. */
    static ConsolePhone open(Browser browser, URI address) {
        return new ConsolePhone(browser, browser.openBeside(NOTHING), address.resolve("/#phone"));
    }

    /** Loads the console anew and has it be called by this name. */
    void register(String user) {
        browser.turnTo(tab);
        browser.open(NOTHING);
        browser.open(console);
        until("text('#socket') === 'connected'");
        choose("phone-source", "generated");
        browser.run("document.getElementById('phone-user').value = arguments[0];", user);
        press("#phone-on");
        until("text('#phone-registered') === `registered as " + user + "`");
    }

    /** As a user does: all that it holds goes first. */
    void reload() {
        browser.turnTo(tab);
        browser.run("window.old = true; location.reload();");
        until("!window.old && text('#socket') === 'connected'");
    }

    /** Calls somebody, or several with commas in between. */
    void call(String callees) {
        browser.turnTo(tab);
        browser.run("document.getElementById('phone-callee').value = arguments[0];", callees);
        press("#phone-start");
    }

    /** As soon as it can be pressed. */
    void press(String selector) {
        until("one(`" + selector + "`)?.disabled === false && one(`" + selector + "`).offsetParent !== null");
        browser.run("document.querySelector(arguments[0]).click();", selector);
    }

    /** Chooses from a list. */
    void choose(String id, String value) {
        browser.turnTo(tab);
        browser.run("const list = document.getElementById(arguments[0]); list.value = arguments[1];"
                + "list.dispatchEvent(new Event('change'));", id, value);
    }

    /** Waits for a condition in JavaScript, with {@code one}, {@code all} and {@code text} for what selectors find. */
    void until(String condition) {
        browser.turnTo(tab);
        await().atMost(Page.PATIENCE).untilAsserted(() -> assertThat(evaluate(condition))
                .as(() -> condition + ", where the page says: " + evaluate("document.body.innerText"))
                .isEqualTo(Boolean.TRUE));
    }

    /** An expression's value, as {@link #until} has them. */
    Object evaluate(String expression) {
        browser.turnTo(tab);
        return browser.run("const one = (selector) => document.querySelector(selector);"
                + "const all = (selector) => [...document.querySelectorAll(selector)];"
                + "const text = (selector) => one(selector)?.textContent; return " + expression + ";");
    }

    /** Rings here, for as long as nobody does anything about it. */
    void ringsFor(String caller) {
        until("!one('#phone-call').hidden && text('#phone-state') === 'calls you' && text('#phone-who') === `" + caller
                + "`");
    }

    /** Is connected to the other end. */
    void talks() {
        until("!one('#phone-call').hidden && text('#phone-state') === 'talking'");
    }

    /** Says why the last call is over. */
    void over(String outcome) {
        until("one('#phone-call').hidden && text('#phone-outcome') === `" + outcome + "`");
    }

    private long frames() {
        return ((Number) evaluate("one('#phone-remote').getVideoPlaybackQuality().totalVideoFrames")).longValue();
    }

    /** New pictures of the other end come. */
    void sees() {
        long before = frames();
        await("the picture moves").atMost(Page.PATIENCE).until(() -> frames() > before + 5);
    }

    /** None come, for a second. */
    void seesNothingNew() {
        long[] before = {frames()};
        await("the picture stands still").atMost(Page.PATIENCE).during(STILL).until(() -> {
            long now = frames();
            boolean still = now == before[0];
            before[0] = now;
            return still;
        });
    }

    /** The mean colour of the left edge, where nothing moves. */
    private List<?> colour(String video) {
        browser.turnTo(tab);
        return (List<?>) browser.run("""
                const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                const video = document.getElementById(arguments[0]);
                canvas.drawImage(video, 0, 0, video.videoWidth / 16, video.videoHeight, 0, 0, 1, 1);
                return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
                """, video);
    }

    /** The picture here is what the other phone sends. */
    void seesThePictureOf(ConsolePhone other) {
        List<?> seen = colour("phone-remote");
        List<?> sent = other.colour("phone-local");
        for (int i = 0; i < seen.size(); i++) {
            assertThat(((Number) seen.get(i)).intValue()).as("%s is seen, %s is sent", seen, sent)
                    .isCloseTo(((Number) sent.get(i)).intValue(), Offset.offset(60));
        }
    }

    /** What the page looks like goes to {@code target/e2e/NAME.png}. */
    void screenshot(String name) {
        browser.turnTo(tab);
        browser.screenshot(name);
    }

    /** The page is left: its calls end. */
    void leave() {
        browser.turnTo(tab);
        browser.open(NOTHING);
    }
}
