package io.mediary.faults;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
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
    /** The server itself sends its clients away one after the other. */
    private static final long ASKED_TO = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI door;
    private final String user;
    private final Ledger ledger;
    private final AtomicReference<Line> line = new AtomicReference<>();
    private final AtomicInteger attempt = new AtomicInteger();
    private final AtomicInteger renewed = new AtomicInteger();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    /** Sessions that live by what was told, and their types. */
    private final Map<String, String> living = new ConcurrentHashMap<>();
    /** Sessions whose creation was answered: the others may end, for nobody was promised anything. */
    private final Set<String> promised = ConcurrentHashMap.newKeySet();
    /** Sessions that were asked to end. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    /** Sessions that ended without being asked to, and why. */
    private final Map<String, End> lost = new ConcurrentHashMap<>();
    /** Until the connection is there again; guarded by itself. */
    private final Deque<Line.Request> waiting = new ArrayDeque<>();
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
        return now != null && now.isOpen();
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
    Map<String, End> lost() {
        return lost;
    }

    /** The sessions that live by what was told and whose creation was answered. */
    Set<String> promised() {
        Set<String> sessions = new HashSet<>(living.keySet());
        sessions.retainAll(promised);
        return sessions;
    }

    /**
     * Sends a command, when the connection is there; fails with {@link Line.ErrorAnswer} or {@link Line.NoAnswer}. What an
     * instance that stops has not run is sent to the next one.
     */
    CompletableFuture<JsonNode> send(String command, Object... data) {
        ObjectNode object = ApiClient.data(data);
        if (command.equals("media/session/destroy")) {
            leaves(object.path("session_id").asText());
        }
        Line.Request request = new Line.Request(command, object, new CompletableFuture<>());
        synchronized (waiting) {
            waiting.addLast(request);
            flush();
        }
        return command.equals("media/session/create") ? request.answer().thenApply(this::promised) : request.answer();
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
        synchronized (waiting) {
            Line now = line.getAndSet(null);
            if (now != null) {
                now.leave();
            }
            waiting.forEach(request -> request.answer().completeExceptionally(new Line.NoAnswer("closed")));
            waiting.clear();
        }
    }

    private void open() {
        Line.dial(http, door, this::event, this::gone)
                .thenCompose(dialled -> login(dialled).whenComplete((done, failure) -> {
                    if (failure != null) {
                        dialled.drop("no login");
                    }
                })).whenComplete((done, failure) -> {
                    if (failure != null) {
                        again(FIRST_PAUSE);
                    }
                });
    }

    private CompletableFuture<Void> login(Line dialled) {
        return login(dialled, connection).thenAccept(answer -> {
            String id = answer.path("session_id").asText();
            if (!connection.isEmpty() && !id.equals(connection)) {
                renewed.incrementAndGet();
                living.keySet().forEach(session -> ended(session, 0, "the connection was not there any more"));
            }
            connection = id;
            attempt.set(0);
            synchronized (waiting) {
                line.set(dialled);
                flush();
            }
            first.complete(null);
            if (dialled.isGone()) {
                gone(dialled, List.of()); // before it was known that it is the present one
            }
        });
    }

    private CompletableFuture<JsonNode> login(Line dialled, String former) {
        ObjectNode data = ApiClient.data("user", user);
        if (!former.isEmpty()) {
            data.put("session_id", former);
        }
        Line.Request login = new Line.Request("core/user/login", data, new CompletableFuture<>());
        if (!dialled.send(login)) {
            return CompletableFuture.failedFuture(new Line.NoAnswer("gone before the login"));
        }
        return login.answer().handle((answer, failure) -> {
            boolean unknown = !former.isEmpty() && failure instanceof Line.ErrorAnswer error
                    && error.code() == INVALID_SESSION_ID;
            return unknown
                    ? login(dialled, "")
                    : failure == null
                            ? CompletableFuture.completedFuture(answer)
                            : CompletableFuture.<JsonNode>failedFuture(failure);
        }).thenCompose(next -> next);
    }

    /** Sends what waits, in its order, as long as there is a line that takes it. */
    private void flush() {
        Line now = line.get();
        while (now != null && !waiting.isEmpty() && now.send(waiting.peekFirst())) {
            waiting.removeFirst();
        }
    }

    private void gone(Line former, List<Line.Request> notRun) {
        synchronized (waiting) {
            if (!line.compareAndSet(former, null)) {
                return;
            }
            for (int i = notRun.size() - 1; i >= 0; i--) {
                waiting.addFirst(notRun.get(i));
            }
        }
        again(former.isAsked() ? ASKED_TO : FIRST_PAUSE);
    }

    private void again(long shortest) {
        if (closed) {
            return;
        }
        long longest = Math.min(LONGEST_PAUSE, shortest << Math.min(10, attempt.getAndIncrement()));
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
            case "destroyed" -> ended(session, body.path("code").asInt(), body.path("reason").asText());
            default -> {
                return;
            }
        }
    }

    private void ended(String session, int code, String reason) {
        String type = living.remove(session);
        if (promised.remove(session) && type != null && !leaving.remove(session)) {
            lost.put(session, new End(type, code, reason));
        }
    }
}
