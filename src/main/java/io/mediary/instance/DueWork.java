package io.mediary.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.signal.Step;
import io.mediary.signal.Steps;
import io.mediary.signal.Trail;
import io.mediary.store.Courier;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.DueItems;
import io.mediary.store.DueItems.Claimed;
import io.mediary.store.Kind;
import io.quarkus.arc.All;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Acts on what this instance has claimed: what {@link DeadlineClock} has found due, and the messages that this instance has just committed.
 * What fails comes again, after twice the time at each failure. Thread-safe.
 */
@ApplicationScoped
public class DueWork implements Courier {

    private static final Logger LOG = Logger.getLogger(DueWork.class);
    private static final int MOST_UNDER_WAY = 512;
    private static final int MOST_FAILURES = 10_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final String RESUME = "resume";

    private final DueItems due;
    private final Heartbeat heartbeat;
    private final StoreConfig config;
    private final Vertx vertx;
    private final Map<String, DueHandler> handlers;
    private final Settlement settlement;
    private final Steps steps;
    private final UnderWay underWay = new UnderWay();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    DueWork(DueItems due, Heartbeat heartbeat, StoreConfig config, Vertx vertx, @All List<DueHandler> handlers,
            Steps steps) {
        this.steps = steps;
        this.due = due;
        this.settlement = new Settlement(due);
        this.heartbeat = heartbeat;
        this.config = config;
        this.vertx = vertx;
        this.handlers = handlers.stream().collect(Collectors.toUnmodifiableMap(DueHandler::kind, Function.identity()));
    }

    void stop(@Observes InstanceStopping event) {
        stopped = true;
    }

    /** {@inheritDoc} Where this instance stops, or has its hands full, they are left to whoever looks next. */
    @Override
    public Uni<Void> deliver(List<Claimed> messages) {
        List<Claimed> left = new ArrayList<>();
        List<CompletableFuture<Void>> handled = new ArrayList<>();
        for (Claimed message : messages) {
            if (stopped || isFull()) {
                left.add(message);
            } else {
                handled.add(act(message));
            }
        }
        later(left, Duration.ZERO);
        CompletableFuture<Void> all = CompletableFuture.allOf(handled.toArray(CompletableFuture[]::new));
        return Uni.createFrom().emitter(emitter -> all.thenRun(() -> emitter.complete(null)));
    }

    /** Whether no more should be claimed for now. */
    boolean isFull() {
        return underWay.size() > MOST_UNDER_WAY;
    }

    /**
     * Acts on something claimed.
     *
     * @return completes, always with success, when that was done once or was put off
     */
    CompletableFuture<Void> act(Claimed claim) {
        Due what;
        try {
            what = claim.due();
        } catch (IllegalArgumentException foreign) {
            LOG.errorf("partition %d: %s is not known here", claim.partition().number(), claim.item());
            later(List.of(claim), LONGEST_PAUSE);
            return CompletableFuture.completedFuture(null);
        }
        Duration early = config.resumeWindow().minus(heartbeat.answering());
        if (what.name().equals(RESUME) && !early.isNegative() && !early.isZero()) {
            later(List.of(claim), early);
            return CompletableFuture.completedFuture(null);
        }
        UnderWay.Taken taken = underWay.take(claim);
        if (taken.starts()) {
            run(claim, what, taken.handled());
        }
        return taken.handled();
    }

    /** In a context of its own: a handler is no part of the command whose commit has sent it a message. */
    private void run(Claimed claim, Due what, CompletableFuture<Void> handled) {
        // Its span is the sender's all the same, where there is one.
        Trail trail = trail(what, Trail.current());
        VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext())
                .runOnContext(now -> trail.call(() -> handled(what)).ifNoItem().after(config.leaseLongest()).fail()
                        .subscribe()
                        .with(done -> succeeded(claim, what, handled),
                                failure -> failed(claim, what, handled, failure)));
    }

    private Uni<Void> handled(Due what) {
        DueHandler handler = handlers.get(what.kind());
        return handler == null
                ? Uni.createFrom().failure(new IllegalStateException("nobody handles a " + what.kind() + " here"))
                : steps.watched(Step.DUE, what.kind() + ' ' + group(what.name()), () -> handler.due(what));
    }

    /** Of numbered ones, {@code leg:3}, what they have in common. */
    private static String group(String name) {
        int number = name.indexOf(':');
        return number < 0 ? name : name.substring(0, number);
    }

    private static Trail trail(Due what, Trail sender) {
        return what.kind().equals(Kind.SESSION.key()) ? sender.about(what.object()) : sender;
    }

    private void succeeded(Claimed claim, Due what, CompletableFuture<Void> handled) {
        failures.remove(UnderWay.key(claim));
        UnderWay.Ended ended = underWay.ended(claim);
        ended.again().ifPresentOrElse(again -> run(claim, what, again), () -> settlement.done(ended.claim()));
        handled.complete(null);
    }

    private void failed(Claimed claim, Due what, CompletableFuture<Void> handled, Throwable failure) {
        LOG.infof("%s of %s:%s is tried again: %s", what.name(), what.kind(), what.object(), failure);
        UnderWay.Ended ended = underWay.ended(claim);
        ended.again().ifPresentOrElse(again -> run(claim, what, again),
                () -> later(List.of(ended.claim()), pause(claim)));
        handled.complete(null);
    }

    private void later(List<Claimed> claims, Duration in) {
        due.later(claims, in).subscribe().with(done -> {
        }, failure -> LOG.debugf("%d items come again when their claims end: %s", claims.size(), failure.getMessage()));
    }

    /** Twice as long after each failure, with jitter. */
    private Duration pause(Claimed claim) {
        if (failures.size() > MOST_FAILURES) {
            failures.clear();
        }
        int times = failures.merge(UnderWay.key(claim), 1, Integer::sum);
        long longest = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(times, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }
}
