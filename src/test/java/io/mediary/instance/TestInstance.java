package io.mediary.instance;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;

import io.mediary.config.InstanceConfig;
import io.mediary.config.StoreConfig;
import io.mediary.signal.Steps;
import io.mediary.store.Courier;
import io.mediary.store.DueHandler;
import io.mediary.store.DueItems;
import io.mediary.store.HeldLeases;
import io.mediary.store.OwnerIndex;
import io.mediary.store.RealRedis;
import io.mediary.store.RedisRecords;
import io.mediary.store.Scripts;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;

/** An instance put together by hand: its heartbeat, channel and clock. */
public final class TestInstance {

    public final Identity identity;
    public final Scripts scripts;
    public final Heartbeat heartbeat;
    public final List<InstanceGone> gone = new CopyOnWriteArrayList<>();
    /** What lets go of something when this instance stops. */
    public volatile Runnable stopping = () -> {
    };
    private final StoreConfig config;
    private final Vertx vertx;
    private InstanceChannel channel;
    private DeadlineClock clock;
    private volatile DueWork work;

    /** Not started yet. */
    public TestInstance(RealRedis redis, String id, StoreConfig config) {
        this(redis.redis(), redis.vertx(), id, config);
    }

    /** Over any client; not started yet. */
    public TestInstance(Redis redis, io.vertx.mutiny.core.Vertx vertx, String id, StoreConfig config) {
        this(redis, vertx, id, config, true);
    }

    /** One that keeps what others leave behind, or does not; not started yet. */
    public TestInstance(Redis redis, io.vertx.mutiny.core.Vertx vertx, String id, StoreConfig config, boolean keeper) {
        this.identity = () -> id;
        this.config = config;
        this.vertx = vertx.getDelegate();
        this.scripts = new Scripts(redis, config);
        this.heartbeat = new Heartbeat(scripts, identity, config, keeping(keeper), this.vertx,
                new Fired<>(event -> stopping.run()), new Fired<>(gone::add));
    }

    private static InstanceConfig keeping(boolean keeper) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(InstanceConfig.class)
                .withDefaultValue("mediary.instance.keeper", Boolean.toString(keeper)).build()
                .getConfigMapping(InstanceConfig.class);
    }

    /** Listens on its channel. */
    public InstanceChannel listen(Bell... bells) {
        channel = new InstanceChannel(scripts, identity, config, vertx, List.of(bells));
        channel.start(null);
        return channel;
    }

    /** Says that it lives. */
    public void beat() {
        heartbeat.start(null);
    }

    /** Acts on what is due, and on the messages that it commits. */
    public DeadlineClock tick(DueHandler... handlers) {
        handle(handlers);
        clock = new DeadlineClock(new DueItems(scripts, config), work, heartbeat, identity, config, vertx);
        clock.start(null);
        return clock;
    }

    /** Acts on the messages that it commits, and looks for nothing else. */
    public void handle(DueHandler... handlers) {
        work = new DueWork(new DueItems(scripts, config), heartbeat, config, vertx, List.of(handlers), Steps.UNWATCHED);
    }

    /** The records as this instance sees them; without {@link #handle} or {@link #tick} it leaves its messages lying. */
    public RedisRecords records() {
        Courier courier = messages -> work == null ? Uni.createFrom().voidItem() : work.deliver(messages);
        return new RedisRecords(scripts, new OwnerIndex(scripts, config), new HeldLeases(scripts, vertx, config),
                courier, heartbeat, vertx, config);
    }

    /** Falls silent without a goodbye. */
    public void die() {
        heartbeat.fallSilent();
        stopRest();
    }

    /** Says goodbye. */
    public void stop() {
        heartbeat.stop(Duration.ofSeconds(6));
        stopRest();
    }

    private void stopRest() {
        if (channel != null) {
            channel.stop(null);
        }
        if (clock != null) {
            clock.stop(null);
        }
        if (work != null) {
            work.stop(null);
        }
    }

    /** Hands on what is fired. */
    private record Fired<T>(Consumer<T> observer) implements Event<T> {

        @Override
        public void fire(T event) {
            observer.accept(event);
        }

        @Override
        public <U extends T> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<T> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
