package io.mediary.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

/**
 * Sessions of several clients, and commands at a steady rate about them, of those clients that are connected: looks,
 * changes of media and type, messages between clients, sessions that come and go. Thread-safe.
 */
final class Load implements AutoCloseable {

    /** The object of the messages between clients; all of them subscribe to it. */
    static final String HALL = "hall";
    /** Plain RTP to where nobody listens: nothing is sent to it either. */
    private static final String OFFER = RtpStream
            .sdp(List.of(new RtpStream(RtpCodec.PCMU, RtpCodec.PCMU.payloadType(), "127.0.0.1", 20_002)));
    /** Why a command was not done of which nobody knows whether it was. */
    static final String NO_ANSWER = "no answer";
    private static final int SESSION_NOT_FOUND = 100062;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Of one client: echoes, two bridges, and a publisher with its listeners, of whom some are at the other media server. */
    private static final int BRIDGES = 2;
    private static final int LISTENERS = 3;
    private static final int FAR_LISTENERS = 2;
    /** Sessions of one client that come and go. */
    private static final int PASSING = 2;

    /** What one client has. */
    private static final class Share {

        private final Caller caller;
        private final List<String> group = new CopyOnWriteArrayList<>();
        private final List<String> singles = new CopyOnWriteArrayList<>();
        private final Deque<String> passing = new ConcurrentLinkedDeque<>();

        private Share(Caller caller) {
            this.caller = caller;
        }
    }

    private final List<Share> shares;
    private final Books books;
    private final long period;
    private final Random random = new Random(5);
    private final AtomicInteger said = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private boolean ticking;
    private volatile boolean paused = true;
    private volatile long since = System.nanoTime();

    /**
     * Nothing is sent before {@link #go}.
     *
     * @param books which say at which media server a session is
     * @param commands a second
     */
    Load(List<Caller> callers, Books books, int commands) {
        shares = callers.stream().map(Share::new).toList();
        this.books = books;
        period = TimeUnit.SECONDS.toMicros(1) / commands;
    }

    /** Makes the sessions that stay, about so many, or what of them is missing. */
    void fill(int sessions) {
        int each = sessions / shares.size();
        CompletableFuture.allOf(shares.stream().map(share -> CompletableFuture.runAsync(() -> fill(share, each)))
                .toArray(CompletableFuture[]::new)).join();
        if (!ticking) {
            ticking = true;
            clock.scheduleAtFixedRate(this::step, period, period, TimeUnit.MICROSECONDS);
        }
    }

    private void fill(Share share, int sessions) {
        if (share.group.isEmpty()) {
            share.caller.patiently("core/event/subscribe", "class", "chat", "obj_id", HALL);
        }
        Set<String> living = share.caller.living().keySet();
        if (share.group.isEmpty() || !living.containsAll(share.group)) {
            share.group.stream().filter(living::contains).forEach(one -> end(share.caller, one));
            share.group.clear();
            regroup(share);
        }
        share.singles.retainAll(living);
        while (share.singles.size() + share.group.size() < sessions) {
            share.singles.add(make(share.caller, "echo"));
        }
    }

    private void regroup(Share share) {
        String publisher = make(share.caller, "publish");
        share.group.add(publisher);
        for (int i = 0; i < LISTENERS; i++) {
            share.group.add(make(share.caller, "listen", "publisher_id", publisher));
        }
        share.group.addAll(far(share.caller, publisher));
        for (int i = 0; i < BRIDGES; i++) {
            String one = make(share.caller, "park");
            share.group.add(one);
            share.group.add(make(share.caller, "bridge", "peer_id", one));
        }
    }

    /** Listeners at the other media server. Those that come to the publisher's stay meanwhile: so the next ones go elsewhere. */
    private List<String> far(Caller caller, String publisher) {
        List<String> near = new ArrayList<>();
        List<String> far = new ArrayList<>();
        await("sessions come to the other media server").atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(POLL)
                .until(() -> {
                    String one = make(caller, "park");
                    Map<String, String> places = books.sessions();
                    (places.get(one).equals(places.get(publisher)) ? near : far).add(one);
                    return far.size() == FAR_LISTENERS;
                });
        near.forEach(one -> end(caller, one));
        far.forEach(one -> caller.patiently("media/session/set_type", "session_id", one, "type", "listen",
                "publisher_id", publisher));
        return far;
    }

    /** One that was joined to another may be ending with it. */
    private static void end(Caller caller, String session) {
        try {
            caller.leaves(session);
            caller.patiently("media/session/destroy", "session_id", session);
        } catch (Line.ErrorAnswer over) {
            if (over.code() != SESSION_NOT_FOUND) {
                throw over;
            }
        }
    }

    private static String make(Caller caller, String type, Object... more) {
        List<Object> data = new ArrayList<>(List.of("type", type, "wait_reply", true, "offer",
                ApiClient.data("sdp", OFFER, "sdp_type", "rtp")));
        data.addAll(List.of(more));
        return caller.patiently("media/session/create", data.toArray()).path("session_id").asText();
    }

    /** Begins, or goes on. */
    void go() {
        paused = false;
    }

    /** Sends nothing any more, and waits until everything is answered or given up. */
    void rest() {
        paused = true;
        await("commands are answered").atMost(PATIENCE).until(() -> open.get() == 0);
    }

    /** Counts anew. */
    void begin() {
        sent.set(0);
        answered.set(0);
        slowest.set(0);
        failures.clear();
        since = System.nanoTime();
    }

    /** How many commands were sent a second since {@link #begin}. */
    double rate() {
        return sent.get() * 1e9 / (System.nanoTime() - since);
    }

    /** What was not answered with ok since {@link #begin}: each reason, how often. */
    Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    /** The longest that an answer took, ms. */
    long slowest() {
        return slowest.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void step() {
        List<Share> ready = shares.stream().filter(share -> share.caller.isReady()).toList();
        if (!paused && !ready.isEmpty()) {
            command(ready.get(random.nextInt(ready.size())));
        }
    }

    private void command(Share share) {
        int dice = random.nextInt(100);
        String single = any(share);
        if (dice < 10 || single.isEmpty()) {
            send(share, "core/event/send_event", "class", "chat", "type", "said", "obj_id", HALL, "body",
                    ApiClient.data("n", said.incrementAndGet()));
        } else if (dice < 20) {
            pass(share);
        } else if (dice < 45) {
            send(share, "media/session/set_type", "session_id", single, "type",
                    share.caller.living().getOrDefault(single, "").equals("echo") ? "park" : "echo");
        } else if (dice < 65) {
            send(share, "media/session/update_media", "session_id", single, "mute_audio", random.nextBoolean());
        } else {
            send(share, "media/session/get_info", "session_id", single);
        }
    }

    private String any(Share share) {
        List<String> living = share.singles.stream().filter(share.caller.living()::containsKey).toList();
        return living.isEmpty() ? "" : living.get(random.nextInt(living.size()));
    }

    /** One comes or one goes: by WebRTC, with candidates. */
    private void pass(Share share) {
        String eldest = share.passing.size() < PASSING ? null : share.passing.pollFirst();
        if (eldest != null) {
            send(share, "media/session/destroy", "session_id", eldest);
        } else {
            send(share, "media/session/create", "type", "echo", "wait_reply", true, "offer",
                    ApiClient.data("sdp", Offers.contractOffer(), "trickle_ice", true))
                    .thenAccept(made -> share.passing.add(made.path("session_id").asText()));
        }
    }

    private CompletableFuture<JsonNode> send(Share share, String command, Object... data) {
        long begun = System.nanoTime();
        open.incrementAndGet();
        sent.incrementAndGet();
        CompletableFuture<JsonNode> answer = share.caller.send(command, data);
        answer.whenComplete((ok, failure) -> {
            open.decrementAndGet();
            slowest.accumulateAndGet((System.nanoTime() - begun) / 1_000_000, Math::max);
            if (failure == null) {
                answered.incrementAndGet();
            } else {
                failures.merge(reason(command, failure), 1, Integer::sum);
            }
        });
        return answer;
    }

    private static String reason(String command, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Line.ErrorAnswer error) {
            return error.code() == SESSION_NOT_FOUND && command.endsWith("destroy")
                    ? "ended already"
                    : error.getMessage();
        }
        return NO_ANSWER;
    }
}
