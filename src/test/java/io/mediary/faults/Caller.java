package io.mediary.faults;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;

/**
 * A client that connects again when its connection goes, resumes, and never gives up, as {@code mediary.js} does. What it
 * knows of its sessions it knows from events. Thread-safe.
 */
final class Caller implements AutoCloseable {

    private static final int INVALID_SESSION_ID = 100035;
    /** Timeout, unavailable, no media server. */
    private static final Set<Integer> AWAY = Set.of(100005, 100052, 300001);
    private static final long FIRST_PAUSE = 200;
    private static final long LONGEST_PAUSE = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI door;
    private final String user;
    private final Ledger ledger;
    private final AtomicReference<Line> line = new AtomicReference<>();
    private final AtomicInteger attempt = new AtomicInteger();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger renewed = new AtomicInteger();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    /** Sessions that live by what was told, and their types. */
    private final Map<String, String> living = new ConcurrentHashMap<>();
    /** Sessions whose creation was answered: the others may end, for nobody was promised anything. */
    private final Set<String> promised = ConcurrentHashMap.newKeySet();
    /** Sessions that were asked to end. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    /** Sessions that ended without being asked to, and why. */
    private final Map<String, String> lost = new ConcurrentHashMap<>();
    private volatile String connection = "";
    private volatile boolean closed;

    private Caller(HttpClient http, URI door, String user, Ledger ledger) {
        this.http = http;
        this.door = door;
        this.user = user;
        this.ledger = ledger;
    }

    /** Connects and logs in, and waits for it. */
    static Caller connect(HttpClient http, URI door, String user, Ledger ledger) {
        Caller caller = new Caller(http, door, user, ledger);
        caller.open();
        caller.first.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return caller;
    }

    String user() {
        return user;
    }

    /** The connection's id. */
    String connection() {
        return connection;
    }

    /** Whether it is connected and logged in. */
    boolean isReady() {
        Line now = line.get();
        return now != null && !now.isRetired();
    }

    /** How often it came back to its connection, and how often that was not there any more. */
    int resumed() {
        return resumed.get();
    }

    /** How often its connection was not there any more. */
    int renewed() {
        return renewed.get();
    }

    /** The sessions that live by what was told, with their types. */
    Map<String, String> living() {
        return living;
    }

    /** The sessions that ended without being asked to, and why. */
    Map<String, String> lost() {
        return lost;
    }

    /** The sessions that live by what was told and whose creation was answered. */
    Set<String> promised() {
        Set<String> sessions = new HashSet<>(living.keySet());
        sessions.retainAll(promised);
        return sessions;
    }

    /** Sends a command where it is connected; fails with {@link Line.ErrorAnswer} or {@link Line.NoAnswer}. */
    CompletableFuture<JsonNode> send(String command, Object... data) {
        Line now = line.get();
        ObjectNode object = ApiClient.data(data);
        if (command.equals("media/session/destroy")) {
            leaves(object.path("session_id").asText());
        }
        return now == null
                ? CompletableFuture.failedFuture(new Line.NoAnswer("not connected"))
                : now.send(command, object);
    }

    /** A session may end from now on: it was asked to, or one that it is joined to. */
    void leaves(String session) {
        leaving.add(session);
    }

    /** The same, and waits. */
    JsonNode request(String command, Object... data) {
        try {
            return send(command, data).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The same, again and again while the plant, which may have more to do than it can, is away or too slow. */
    JsonNode patiently(String command, Object... data) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return request(command, data);
            } catch (Line.ErrorAnswer error) {
                if (!AWAY.contains(error.code()) || System.nanoTime() > end) {
                    throw error;
                }
            } catch (Line.NoAnswer away) {
                if (System.nanoTime() > end) {
                    throw away;
                }
                await().atMost(PATIENCE).until(this::isReady);
            }
        }
    }

    /** Says goodbye: its sessions end. */
    @Override
    public void close() {
        closed = true;
        leaving.addAll(living.keySet());
        Line now = line.getAndSet(null);
        if (now != null) {
            now.leave();
        }
    }

    private void open() {
        Line.dial(http, door, this::event, this::gone).thenCompose(this::login).whenComplete((done, failure) -> {
            if (failure != null) {
                again();
            }
        });
    }

    private CompletableFuture<Void> login(Line dialled) {
        return login(dialled, connection).thenAccept(answer -> {
            String id = answer.path("session_id").asText();
            if (!connection.isEmpty()) {
                (id.equals(connection) ? resumed : renewed).incrementAndGet();
            }
            if (!id.equals(connection)) {
                living.keySet().forEach(session -> ended(session, "the connection was not there any more"));
            }
            connection = id;
            attempt.set(0);
            line.set(dialled);
            first.complete(null);
        });
    }

    private CompletableFuture<JsonNode> login(Line dialled, String former) {
        ObjectNode data = ApiClient.data("user", user);
        if (!former.isEmpty()) {
            data.put("session_id", former);
        }
        return dialled.send("core/user/login", data).handle((answer, failure) -> {
            boolean unknown = !former.isEmpty() && failure instanceof Line.ErrorAnswer error
                    && error.code() == INVALID_SESSION_ID;
            return unknown
                    ? login(dialled, "")
                    : failure == null
                            ? CompletableFuture.completedFuture(answer)
                            : CompletableFuture.<JsonNode>failedFuture(failure);
        }).thenCompose(next -> next);
    }

    private void gone(Line former) {
        if (line.compareAndSet(former, null)) {
            again();
        }
    }

    private void again() {
        if (closed) {
            return;
        }
        long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(10, attempt.getAndIncrement()));
        CompletableFuture.delayedExecutor(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2),
                TimeUnit.MILLISECONDS).execute(this::open);
    }

    private JsonNode promised(JsonNode made) {
        promised.add(made.path("session_id").asText());
        return made;
    }

    /** One at a time: what the former line still hands over and what the next one does must not overtake each other. */
    private synchronized void event(JsonNode event) {
        if (!ledger.delivered(user, event) || !event.path("subclass").asText().equals("session")) {
            return;
        }
        String session = event.path("obj_id").asText();
        JsonNode body = event.path("body");
        switch (event.path("type").asText()) {
            case "created" -> living.put(session, body.path("type").asText());
            case "type" -> living.replace(session, body.path("type").asText());
            case "destroyed" -> ended(session, body.path("code").asText() + " " + body.path("reason").asText());
            default -> {
                return;
            }
        }
    }

    private void ended(String session, String why) {
        boolean lived = living.remove(session) != null;
        if (promised.remove(session) && lived && !leaving.remove(session)) {
            lost.put(session, why);
        }
    }
}
