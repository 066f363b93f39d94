package io.mediary.instance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * The one channel on which this instance is rung, with the one subscriber that listens. The heartbeat rings it too: a subscriber that does not
 * hear that is replaced. Messages are {@code TYPE REST}; they may be lost, so each is only a hint to look.
 */
@ApplicationScoped
public class InstanceChannel {

    private static final Logger LOG = Logger.getLogger(InstanceChannel.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration ECHO = Duration.ofMillis(250);
    private static final String BEAT = "beat";

    private final Scripts scripts;
    private final Identity identity;
    private final Duration heartbeat;
    private final Vertx vertx;
    private final Map<String, Bell> bells;
    private final AtomicReference<RedisConnection> current = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile long heard;
    private volatile int attempts;

    InstanceChannel(Scripts scripts, Identity identity, StoreConfig config, Vertx vertx,
            @All List<Bell> bells) {
        this.scripts = scripts;
        this.identity = identity;
        this.heartbeat = config.heartbeat();
        this.vertx = vertx;
        this.bells = bells.stream().collect(Collectors.toUnmodifiableMap(Bell::type, Function.identity()));
    }

    void start(@Observes StartupEvent event) {
        listen();
        vertx.setPeriodic(heartbeat.toMillis(), timer -> supervise());
    }

    void stop(@Observes InstanceStopping event) {
        stopped = true;
        close(current.getAndSet(null));
    }

    /** Rings another instance, or this one. */
    public Uni<Void> send(String instance, String message) {
        return scripts.command(Command.PUBLISH, Keys.channel(instance), message).replaceWithVoid();
    }

    private void listen() {
        if (stopped) {
            return;
        }
        scripts.connect().onItem()
                .transformToUni(connection -> subscribed(connection).ifNoItem().after(CONNECT).fail().onFailure()
                        .invoke(failure -> close(connection)))
                .subscribe()
                .with(this::listening, failure -> {
                    LOG.debugf("the channel is not heard: %s", failure.getMessage());
                    again();
                });
    }

    private Uni<RedisConnection> subscribed(RedisConnection connection) {
        connection.handler(this::message);
        connection.exceptionHandler(failure -> lost(connection));
        // In a cluster one connection has one to each node: only the channel itself tells whether that of the subscription went.
        connection.endHandler(() -> doubted(connection));
        return connection.send(Request.cmd(Command.SUBSCRIBE).arg(Keys.channel(identity.id())))
                .replaceWith(connection);
    }

    private void listening(RedisConnection connection) {
        if (stopped) {
            close(connection);
            return;
        }
        heard = System.nanoTime();
        attempts = 0;
        close(current.getAndSet(connection));
        bells.values().forEach(Bell::resubscribed);
    }

    private void supervise() {
        RedisConnection connection = current.get();
        if (connection != null && System.nanoTime() - heard > 3 * heartbeat.toNanos()) {
            LOG.info("the channel is silent: it is opened again");
            lost(connection);
        }
    }

    /** Rings itself: a channel that does not hear that is lost. */
    private void doubted(RedisConnection connection) {
        if (stopped || current.get() != connection) {
            return;
        }
        long asked = System.nanoTime();
        send(identity.id(), BEAT).subscribe().with(
                sent -> vertx.setTimer(ECHO.toMillis(), timer -> {
                    if (heard - asked < 0) {
                        lost(connection);
                    }
                }), failure -> lost(connection));
    }

    private void lost(RedisConnection connection) {
        if (current.compareAndSet(connection, null)) {
            close(connection);
            again();
        }
    }

    private void again() {
        if (!stopped) {
            long pause = Math.min(LONGEST_PAUSE.toMillis(), 50L << Math.min(attempts++, 7));
            vertx.setTimer(pause + ThreadLocalRandom.current().nextLong(1, 50),
                    timer -> scripts.back().subscribe().with(back -> listen()));
        }
    }

    private void message(Response response) {
        if (response == null || response.size() < 3 || !response.get(0).toString().equals("message")) {
            return;
        }
        heard = System.nanoTime();
        String text = response.get(2).toString();
        int space = text.indexOf(' ');
        String type = space < 0 ? text : text.substring(0, space);
        Bell bell = bells.get(type);
        if (bell != null) {
            ring(bell, space < 0 ? "" : text.substring(space + 1));
        } else if (!type.equals(BEAT)) {
            LOG.debugf("nobody hears %s", type);
        }
    }

    private static void ring(Bell bell, String rest) {
        try {
            bell.ring(rest);
        } catch (RuntimeException broken) {
            LOG.errorf(broken, "%s does not bear %s", bell.type(), rest);
        }
    }

    private static void close(RedisConnection connection) {
        if (connection != null) {
            connection.closeAndForget();
        }
    }
}
