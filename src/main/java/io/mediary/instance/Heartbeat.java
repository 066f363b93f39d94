package io.mediary.instance;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.InstanceConfig;
import io.mediary.config.StoreConfig;
import io.mediary.store.Keys;
import io.mediary.store.LiveInstances;
import io.mediary.store.Scripts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Response;

/** Says that this instance lives, and whether it stays, and learns the same of the others. Thread-safe. */
@ApplicationScoped
public class Heartbeat implements LiveInstances {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final Duration GOODBYE = Duration.ofSeconds(6);
    /** So often one that was told to stop looks who stays. */
    private static final Duration SOON = Duration.ofMillis(100);

    private final Scripts scripts;
    private final Identity identity;
    private final Duration interval;
    private final boolean keeper;
    private final Vertx vertx;
    private final Event<InstanceStopping> stopping;
    private final Event<InstanceGone> gone;
    private final AtomicBoolean stopped = new AtomicBoolean();
    /** The last heartbeat: completes with its answer or failure. */
    private volatile CompletableFuture<Void> beating = CompletableFuture.completedFuture(null);
    /** Completes when this instance has looked once more since all know that it goes. */
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private volatile InstanceView view = InstanceView.NONE;
    /** Those that do not stay: told to stop, or no keepers. */
    private volatile Set<String> leavers = Set.of();
    private volatile boolean leaving;
    private volatile boolean announced;
    private volatile long timer = -1;
    private volatile Steadiness steady;
    private volatile boolean answered;
    private volatile long seen;

    Heartbeat(Scripts scripts, Identity identity, StoreConfig config, InstanceConfig instance, Vertx vertx,
            Event<InstanceStopping> stopping, Event<InstanceGone> gone) {
        this.scripts = scripts;
        this.identity = identity;
        this.interval = config.heartbeat();
        this.keeper = instance.keeper();
        this.vertx = vertx;
        this.stopping = stopping;
        this.gone = gone;
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        beat();
    }

    void stop(@Observes ShutdownEvent event) {
        stop(GOODBYE);
    }

    /**
     * Tells the others that this instance goes: they give it nothing from now on. It goes on saying that it lives.
     *
     * @return completes when those that were told to stop at the same moment know of one another; never, where Redis does not answer
     */
    Uni<Void> leave() {
        boolean waited;
        synchronized (this) {
            leaving = true;
            waited = vertx.cancelTimer(timer);
        }
        if (waited) {
            beat();
        }
        return Uni.createFrom().completionStage(told.copy());
    }

    /**
     * Has all here let go of what others can take over, and tells the others that this instance is gone. Blocks; once.
     *
     * @param within how long that may take
     */
    void stop(Duration within) {
        if (stopped.compareAndSet(false, true)) {
            Duration half = within.dividedBy(2);
            try {
                stopping.fire(new InstanceStopping(half));
            } catch (RuntimeException broken) {
                LOG.warn("not all was let go of", broken);
            }
            // One on its way would make Redis believe that this instance lives, after the goodbye.
            Uni.createFrom().completionStage(beating)
                    .chain(() -> scripts.run("goodbye", List.of(Keys.INSTANCES, Keys.LEAVING), List.of(identity.id())))
                    .ifNoItem().after(half).fail()
                    .onFailure().invoke(failure -> LOG.warnf("the others have to find out: %s", failure.toString()))
                    .onFailure().recoverWithNull()
                    .await().indefinitely();
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

    /** Those that live and stay, and this one in any case; the same order everywhere. Who keeps nothing, or has been told to stop, does not stay. */
    public List<String> staying() {
        Set<String> going = leavers;
        return live().stream().filter(instance -> instance.equals(identity.id()) || !going.contains(instance)).toList();
    }

    /** Those that what others leave behind is for: {@link #staying()}, and not this one where it keeps nothing and another one does. */
    public List<String> keepers() {
        List<String> staying = staying();
        return keeper || staying.size() == 1
                ? staying
                : staying.stream().filter(instance -> !instance.equals(identity.id())).toList();
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
        boolean going = leaving;
        scripts.run("heartbeat", List.of(Keys.INSTANCES, Keys.LEAVING),
                List.of(identity.id(), going || !keeper ? "1" : "0"))
                .onTermination()
                .invoke(() -> answering.complete(null))
                .subscribe()
                .with(answer -> {
                    Steadiness before = steady;
                    boolean gap = before == null || sent - before.last() >= silence();
                    steady = new Steadiness(gap ? sent : before.from(), sent);
                    seen(answer);
                    if (going) {
                        looked();
                        again(SOON);
                    } else {
                        again(view.patience(interval));
                    }
                }, failure -> {
                    LOG.warnf("no heartbeat: %s", failure.getMessage());
                    again(view.patience(interval));
                });
    }

    private void seen(Response answer) {
        Map<String, Long> beats = new HashMap<>();
        Set<String> going = new HashSet<>();
        for (int i = 2; i + 2 < answer.size(); i += 3) {
            String instance = answer.get(i).toString();
            beats.put(instance, answer.get(i + 1).toLong());
            if (answer.get(i + 2).toInteger() == 1) {
                going.add(instance);
            }
        }
        leavers = Set.copyOf(going);
        InstanceView former = view;
        view = former.next(beats, answer.get(0).toLong(), answer.get(1).toInteger() == 1, interval);
        seen = System.nanoTime();
        answered = true;
        view.dead().stream().filter(instance -> !former.dead().contains(instance)).forEach(instance -> {
            LOG.infof("instance %s is gone", instance);
            gone.fire(new InstanceGone(instance));
        });
    }

    /** After the second look this one knows of those that had not said yet, at its first, that they go. */
    private void looked() {
        if (announced || staying().size() == 1) {
            told.complete(null);
        }
        announced = true;
    }

    private synchronized void again(Duration in) {
        if (!stopped.get()) {
            timer = vertx.setTimer(in.toMillis(), due -> beat());
        }
    }

    /**
     * @param from when the present row of heartbeats began
     * @param last when the last of them was sent
     */
    private record Steadiness(long from, long last) {
    }
}
