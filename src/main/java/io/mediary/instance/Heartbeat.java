package io.mediary.instance;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.store.Keys;
import io.mediary.store.LiveInstances;
import io.mediary.store.Scripts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/** Says that this instance lives, and learns who else does. */
@ApplicationScoped
public class Heartbeat implements LiveInstances {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Scripts scripts;
    private final Identity identity;
    private final Duration interval;
    private final Vertx vertx;
    private final Event<InstanceStopping> stopping;
    private final Event<InstanceGone> gone;
    private final AtomicBoolean stopped = new AtomicBoolean();
    /** The last heartbeat: completes with its answer or failure. */
    private volatile CompletableFuture<Void> beating = CompletableFuture.completedFuture(null);
    private volatile InstanceView view = InstanceView.NONE;
    private volatile Steadiness steady;
    private volatile boolean answered;
    private volatile long seen;

    Heartbeat(Scripts scripts, Identity identity, StoreConfig config, Vertx vertx, Event<InstanceStopping> stopping,
            Event<InstanceGone> gone) {
        this.scripts = scripts;
        this.identity = identity;
        this.interval = config.heartbeat();
        this.vertx = vertx;
        this.stopping = stopping;
        this.gone = gone;
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        beat();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    /** Has all here let go of what others can take over, and tells the others that this instance is gone. Blocks; once. */
    void stop() {
        if (stopped.compareAndSet(false, true)) {
            stopping.fire(new InstanceStopping());
            // One on its way would make Redis believe that this instance lives, after the goodbye.
            beating.completeOnTimeout(null, GOODBYE.toMillis(), TimeUnit.MILLISECONDS).join();
            scripts.command(Command.ZREM, Keys.INSTANCES, identity.id())
                    .ifNoItem()
                    .after(GOODBYE)
                    .fail()
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .indefinitely();
        }
    }

    @Override
    public String self() {
        return identity.id();
    }

    @Override
    public boolean alive(String instance) {
        return !view.dead().contains(instance);
    }

    /** Whether an instance has been seen alive by this one, or seen to be dead. One that has just begun may not have been. */
    public boolean knows(String instance) {
        InstanceView now = view;
        return now.beats().containsKey(instance) || now.dead().contains(instance);
    }

    /**
     * Whether nobody can have taken this instance for dead since a moment: it has said without a gap that it lives, and said so a short while ago.
     *
     * @param since {@link System#nanoTime}
     */
    public boolean unquestioned(long since) {
        Steadiness now = steady;
        return now != null && since - now.from() >= 0 && System.nanoTime() - now.last() < silence();
    }

    private long silence() {
        return Duration.ofMillis(InstanceView.silence(interval)).toNanos();
    }

    /** Those that live, this one among them; the same order everywhere. */
    public List<String> live() {
        List<String> live = view.live();
        return live.contains(identity.id()) ? live : List.of(identity.id());
    }

    /** How long Redis has answered without a gap: not at all where it has missed a heartbeat and we have not heard since. */
    Duration answering() {
        return System.nanoTime() - seen > 2 * interval.toNanos() ? Duration.ZERO : view.answering();
    }

    /** Whether Redis has answered one of the last two heartbeats. */
    boolean isAnswered() {
        return answered && System.nanoTime() - seen <= 2 * interval.toNanos();
    }

    /** Beats no more, and says nothing: as if it were dead. */
    void fallSilent() {
        stopped.set(true);
    }

    private void beat() {
        CompletableFuture<Void> answering = new CompletableFuture<>();
        beating = answering;
        if (stopped.get()) {
            answering.complete(null);
            return;
        }
        long sent = System.nanoTime();
        scripts.run("heartbeat", Keys.INSTANCES, identity.id())
                .onTermination()
                .invoke(() -> answering.complete(null))
                .subscribe()
                .with(answer -> {
                    Steadiness before = steady;
                    boolean gap = before == null || sent - before.last() >= silence();
                    steady = new Steadiness(gap ? sent : before.from(), sent);
                    seen(answer);
                }, failure -> {
                    LOG.warnf("no heartbeat: %s", failure.getMessage());
                    again();
                });
    }

    private void seen(Response answer) {
        Map<String, Long> beats = new HashMap<>();
        for (int i = 2; i + 1 < answer.size(); i += 2) {
            beats.put(answer.get(i).toString(), answer.get(i + 1).toLong());
        }
        InstanceView former = view;
        view = former.next(beats, answer.get(0).toLong(), answer.get(1).toInteger() == 1, interval);
        seen = System.nanoTime();
        answered = true;
        view.dead().stream().filter(instance -> !former.dead().contains(instance)).forEach(instance -> {
            LOG.infof("instance %s is gone", instance);
            gone.fire(new InstanceGone(instance));
        });
        again();
    }

    private void again() {
        if (!stopped.get()) {
            vertx.setTimer(view.patience(interval).toMillis(), timer -> beat());
        }
    }

    /**
     * @param from when the present row of heartbeats began
     * @param last when the last of them was sent
     */
    private record Steadiness(long from, long last) {
    }
}
