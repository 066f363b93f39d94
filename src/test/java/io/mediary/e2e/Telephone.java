package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A page that calls and is called. For one thread. */
final class Telephone {

    private static final String SCRIPT = "/io/mediary/e2e/calls.js";

    private final Page page;

    private Telephone(Page page) {
        this.page = page;
    }

    /** A page becomes a telephone. */
    static Telephone of(Page page) {
        page.await(script());
        return new Telephone(page);
    }

    Page page() {
        return page;
    }

    /** Calls, and gives the call's id. */
    String calls(Map<String, ?> data) {
        return (String) page.await("return test.call(args[0]);", data);
    }

    /** Waits to be invited. */
    void invited(String call) {
        await("it rings").atMost(Page.PATIENCE)
                .until(() -> Boolean.TRUE.equals(page.await("return args[0] in test.invites;", call)));
    }

    /** Waits to be invited to whichever call, and gives its id. */
    String invited() {
        return (String) await("it rings").atMost(Page.PATIENCE)
                .until(() -> page.await("return Object.keys(test.invites)[0] ?? null;"), Objects::nonNull);
    }

    /** Takes a call that it was invited to. */
    void accepts(String call) {
        page.await("await test.accept(args[0]);", call);
    }

    /** Sends a command of a call. */
    void acts(String cmd, String call) {
        page.await("await test.mediary.request(`media/call/${args[0]}`, {call_id: args[1]});", cmd, call);
    }

    /** Its own session in a call. */
    String session(String call) {
        return (String) page.await("return test.ends[args[0]].id;", call);
    }

    /** Waits for an event of a call. */
    void hears(String call, String type) {
        await(type).atMost(Page.PATIENCE).until(() -> heard(call).contains(type));
    }

    /** The types of a call's events so far. */
    @SuppressWarnings("unchecked")
    List<String> heard(String call) {
        return (List<String>) page.await("return test.heard.filter((e) => e.obj_id === args[0]).map((e) => e.type);",
                call);
    }

    /** Waits for the end of a call, and gives its code. */
    int ends(String call) {
        hears(call, "hangup");
        return ((Number) page.await(
                "return test.heard.find((e) => e.obj_id === args[0] && e.type === 'hangup').body.code;", call))
                .intValue();
    }

    /** Waits until it sees and hears somebody in a call. */
    void meets(String call, Page other) {
        page.sees(session(call), other.colour());
        page.hears(session(call), other.hertz());
    }

    private static String script() {
        try (InputStream script = Telephone.class.getResourceAsStream(SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
