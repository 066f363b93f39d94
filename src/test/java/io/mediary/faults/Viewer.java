package io.mediary.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.Browser;

/**
 * A page in Chromium with echo sessions that it wants always: it makes another one where one ends. It tells how long no
 * picture came, and its events go to the ledger. For one thread.
 */
final class Viewer implements AutoCloseable {

    static final String NAME = "viewer";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT = "/io/mediary/faults/viewer.js";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Browser browser = new Browser();
    private final Ledger ledger;

    /** Opens the page of an address and waits for all pictures. */
    Viewer(URI address, int sessions, Ledger ledger, LogReader log) {
        this.ledger = ledger;
        browser.open(address.resolve("/mediary.js"));
        browser.await(script(), NAME, sessions);
        String connection = (String) browser.await("return viewer.connection();");
        log.follow(NAME, () -> connection);
        await("pictures come").atMost(PATIENCE)
                .until(() -> Boolean.TRUE.equals(browser.await("return viewer.flows();")));
    }

    /** Its sessions that live by what it was told. */
    List<String> sessions() {
        List<String> sessions = new ArrayList<>();
        ((List<?>) browser.await("return viewer.sessions();")).forEach(session -> sessions.add((String) session));
        return sessions;
    }

    /** Whether it is connected. */
    boolean isReady() {
        return Boolean.TRUE.equals(browser.await("return viewer.connected();"));
    }

    /** Measures anew. */
    void reset() {
        browser.await("viewer.reset();");
    }

    /** How long at most no new picture was decoded since {@link #reset}, of all its sessions, ms. */
    long interrupted() {
        return (long) browser.number("return viewer.interrupted();");
    }

    /** The sessions that ended, and why. */
    Map<String, End> lost() {
        Map<String, End> lost = new TreeMap<>();
        ((List<?>) browser.await("return viewer.ends();")).forEach(each -> {
            Map<?, ?> end = (Map<?, ?>) each;
            lost.put((String) end.get("id"),
                    new End("echo", ((Number) end.get("code")).intValue(), String.valueOf(end.get("reason"))));
        });
        return lost;
    }

    /** Hands what came since the last time to the ledger. */
    void report() {
        ((List<?>) browser.await("return viewer.events();"))
                .forEach(event -> ledger.delivered(NAME, JSON.valueToTree(event)));
    }

    @Override
    public void close() {
        browser.close();
    }

    private static String script() {
        try (InputStream script = Viewer.class.getResourceAsStream(SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
