package io.mediary.e2e;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.mediary.testing.Browser;

/**
 * A tab of a browser with a connection to Mediary. Its camera shows one colour and its microphone gives one tone, so that
 * others tell whom they see and hear. It may have several sessions. For one thread.
 */
final class Page {

    /** How long pictures, sounds and ends are waited for on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final String SCRIPT = "/io/mediary/e2e/page.js";

    private final Browser browser;
    private final Color colour;
    private final double hertz;
    private final String tab;

    private Page(Browser browser, Color colour, double hertz, String tab) {
        this.browser = browser;
        this.colour = colour;
        this.hertz = hertz;
        this.tab = tab;
    }

    /** Opens a tab and connects it as this user to Mediary at the address. */
    static Page open(Browser browser, URI address, String user, Color colour, double hertz) {
        String tab = browser.openBeside(address.resolve("/mediary.js"));
        browser.await(script(), user, parts(colour), hertz);
        return new Page(browser, colour, hertz, tab);
    }

    /** What its camera shows. */
    Color colour() {
        return colour;
    }

    /** What its microphone gives. */
    double hertz() {
        return hertz;
    }

    /**
     * Starts a session that sends and receives.
     *
     * @param data of {@code media/session/create}
     * @return its id
     */
    String start(Map<String, ?> data) {
        return (String) await("return test.start(args[0], true);", data);
    }

    /** Receives what the call {@code test.its} brings. @return its session's id */
    String receives() {
        return (String) await("return test.receives(test.its.session);");
    }

    /** As {@link #start(Map)}, for a client that answers the server's offer. */
    String answer(Map<String, ?> data) {
        return (String) await("return test.start(args[0], true, {role: 'answer'});", data);
    }

    /** Starts a session that only receives, and returns its id. */
    String receive(Map<String, ?> data) {
        return (String) await("return test.start(args[0], false);", data);
    }

    /** Sends {@code set_type}. */
    void become(String session, String type, Map<String, ?> data) {
        await("await test.sessions[args[0]].session.request('set_type', {type: args[1], ...args[2]});", session, type,
                data);
    }

    /**
     * Waits for a picture of that colour that is decoded after this call.
     *
     * @return how long ago the session was asked for
     */
    Duration sees(String session, Color wanted) {
        return sees(session, wanted, PATIENCE);
    }

    /** The same with a time of its own. */
    Duration sees(String session, Color wanted, Duration patience) {
        return Duration.ofMillis(((Number) await("return test.sees(...args);", session, parts(wanted),
                patience.toMillis())).longValue());
    }

    /** Waits until no picture is decoded any more, for a second. */
    void seesNothing(String session) {
        await("await test.seesNothing(...args);", session, PATIENCE.toMillis());
    }

    /**
     * A change of the picture. It is of the time of the media, which is in their packets: no one who stands still on the way
     * shifts it, but pictures may be missed.
     *
     * @param colour the new one, each part 0 or 255
     * @param at when it was seen, ms of the page's clock
     * @param before the time of the last picture before it, ms of the media since the first that was watched
     * @param time its own time
     */
    record Turn(Color colour, double at, double before, double time) {

        /** How long after another turn this one came at least, ms. */
        double leastAfter(Turn other) {
            return before - other.time;
        }

        /** How long after another turn this one came at most, ms. */
        double mostAfter(Turn other) {
            return time - other.before;
        }
    }

    /** From now on the changes of the picture are noted, the first is the first picture that comes. */
    void watch(String session) {
        await("test.watch(...args);", session);
    }

    /** What was noted. */
    List<Turn> seen(String session) {
        return ((List<?>) await("return test.sessions[args[0]].seen;", session)).stream().map(Page::turn).toList();
    }

    /** Waits until the picture turns to this colour, not before that time of the page's clock, ms. */
    Turn turns(String session, Color wanted, double notBefore) {
        return turn(await("return test.turns(...args);", session, parts(wanted), notBefore, PATIENCE.toMillis()));
    }

    /** Sends a command of the session, and gives the page's time, ms, when it was sent. */
    double request(String session, String command, Map<String, ?> data) {
        return ((Number) await("const sent = performance.now();"
                + " await test.sessions[args[0]].session.request(args[1], args[2]); return sent;", session, command,
                data)).doubleValue();
    }

    /** Its camera shows another colour. */
    void paint(Color next) {
        await("test.paint(args[0]);", parts(next));
    }

    /** Waits until there is no sound any more, for a second. */
    void hearsNothing(String session) {
        await("await test.hearsNothing(...args);", session, PATIENCE.toMillis());
    }

    /** Waits until the strongest frequency is this one. */
    void hears(String session, double wanted) {
        await("await test.hears(...args);", session, wanted, PATIENCE.toMillis());
    }

    /** Waits for the session's end and gives its code. */
    int ends(String session) {
        return ((Number) await("return test.ends(...args);", session, PATIENCE.toMillis())).intValue();
    }

    /** The codec of what the session sends ({@code outbound-rtp}) or receives ({@code inbound-rtp}): {@code video/H264}. */
    String codec(String session, String direction, String kind) {
        return (String) await("return test.sessions[args[0]].codec(args[1], args[2]);", session, direction, kind);
    }

    /** What the video that it sends takes in the next seconds, in kbps. */
    double videoSent(String session, Duration time) {
        return ((Number) await("return test.sends(args[0], 'video', args[1]);", session, time.toMillis()))
                .doubleValue();
    }

    /** What the browser says of why a session sends no more video than it does. */
    String videoLimits(String session) {
        return (String) await("return await test.limits(args[0]);", session);
    }

    /** The types of the session's events so far, in their order. */
    @SuppressWarnings("unchecked")
    List<String> events(String session) {
        return (List<String>) await("return test.events.filter((e) => e.obj_id === args[0]).map((e) => e.type);",
                session);
    }

    /** A text that changes with anything that is negotiated. */
    String negotiated(String session) {
        return (String) await("return test.sessions[args[0]].negotiated();", session);
    }

    /** How far the sound that a session sent is behind the clock, from any start, s. */
    double behind(String session) {
        return ((Number) await("return await test.behind(args[0]);", session)).doubleValue();
    }

    /** Runs the body of an asynchronous function on the page; {@code test} is what {@code page.js} makes. */
    Object await(String body, Object... arguments) {
        browser.turnTo(tab);
        return browser.await(body, arguments);
    }

    /** Ends all its sessions. */
    void leave() {
        await("await test.leave();");
    }

    private static Turn turn(Object told) {
        Map<?, ?> turn = (Map<?, ?>) told;
        return new Turn(colour((List<?>) turn.get("colour")), number(turn, "at"), number(turn, "before"),
                number(turn, "time"));
    }

    private static double number(Map<?, ?> from, String name) {
        return ((Number) from.get(name)).doubleValue();
    }

    private static List<Integer> parts(Color colour) {
        return List.of(colour.getRed(), colour.getGreen(), colour.getBlue());
    }

    private static Color colour(List<?> parts) {
        int[] rgb = parts.stream().mapToInt(part -> ((Number) part).intValue()).toArray();
        return new Color(rgb[0], rgb[1], rgb[2]);
    }

    private static String script() {
        try (InputStream script = Page.class.getResourceAsStream(SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
