package io.mediary.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.mediary.config.StoreConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.signal.Signals;
import io.mediary.signal.Step;
import io.mediary.signal.Steps;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Runs the Lua scripts of {@code lua/NAME.lua}, each behind {@code lua/prelude.lua}, and plain commands. Everything is one round trip (two when
 * Redis does not know a script yet), is bounded by {@link StoreConfig#timeout()}, and fails with {@link ErrorCode#UNAVAILABLE} where Redis is
 * away, or too slow: then it is not known whether it happened. A script that Redis refuses as wrong fails with
 * {@link ErrorCode#INTERNAL_ERROR}. Thread-safe.
 */
@ApplicationScoped
public class Scripts {

    private static final String PUBLISHED = "mediary.events.published";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final int MOST_WAITING = 4096;

    private final Redis redis;
    private final Duration timeout;
    private final Steps steps;
    private final Signals signals;
    private final String prelude;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Outage outage;
    private final Lending lending;

    /** Over a Redis client; the scripts are read when they are first used. */
    public Scripts(Redis redis, StoreConfig config) {
        this(redis, config, Steps.UNWATCHED, Signals.NONE);
    }

    /** As the other one, each call watched and each event counted. */
    @Inject
    public Scripts(Redis redis, StoreConfig config, Steps steps, Signals signals) {
        this.steps = steps;
        this.signals = signals;
        signals.count(PUBLISHED, 0);
        this.redis = redis;
        this.timeout = config.timeout();
        this.lending = new Lending(config.connections(), MOST_WAITING);
        this.prelude = "local WINDOW = " + config.resumeWindow().toMillis() + "\nlocal LOG_LENGTH = "
                + config.logLength() + "\n"
                + resource("prelude");
        this.outage = new Outage(() -> command(Command.PING));
    }

    @PreDestroy
    void close() {
        outage.close();
    }

    /**
     * A script and what it is called with.
     *
     * @param script name of the file in {@code lua/}, without {@code .lua}
     * @param keys at least one; all of one partition, or none of any
     * @param args what the script finds in {@code ARGV}
     */
    public record Call(String script, List<String> keys, List<String> args) {
    }

    /**
     * Runs a script. Where the partition is just on its way to another node of a cluster it is tried again until the time is over: such a script has
     * done nothing.
     */
    public Uni<Response> run(String script, List<String> keys, List<String> args) {
        Call call = new Call(script, keys, args);
        return bounded(
                Uni.createFrom()
                        .deferred(
                                () -> whenWhole(() -> lent(connection -> sent(call, connection)), FIRST_PAUSE, end())),
                script);
    }

    /** Runs a script on one key. */
    public Uni<Response> run(String script, String key, String... args) {
        return run(script, List.of(key), List.of(args));
    }

    /**
     * Runs scripts one after another on one connection, all sent before the first answer: about as long as one. One that fails makes the whole
     * fail; the others have happened all the same.
     *
     * @return the answers, in the order of the calls
     */
    public Uni<List<Response>> together(List<Call> calls) {
        if (calls.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return bounded(lent(connection -> {
            long end = end();
            return Uni.join().all(
                    calls.stream().map(call -> whenWhole(() -> sent(call, connection), FIRST_PAUSE, end)).toList())
                    .andCollectFailures();
        }), calls.get(0).script());
    }

    /** Runs a plain command. */
    public Uni<Response> command(Command command, String... args) {
        return bounded(lent(connection -> connection.send(request(command, args))), command.toString());
    }

    /** The fields of a hash, each with its value; none where there is no such key. */
    public Uni<Map<String, String>> fields(String key) {
        return command(Command.HGETALL, key).map(all -> all.getKeys().stream()
                .collect(Collectors.toUnmodifiableMap(field -> field, field -> all.get(field).toString())));
    }

    /** Some events stand in a log now, by a script of this instance. */
    public void published(int events) {
        if (events > 0) {
            signals.count(PUBLISHED, events);
        }
    }

    /** What watches this store's steps. */
    Steps steps() {
        return steps;
    }

    /**
     * A connection out of the pool, for what needs one of its own: the caller closes it. Given back at once when it comes after the caller has
     * stopped waiting.
     */
    public Uni<RedisConnection> connect() {
        return bounded(connection(), "connect");
    }

    /**
     * Completes when Redis answers (again), at once where it has answered last time; in a cluster that may be another node than the one that did not.
     * Whoever tries something again waits for this, and a pause of its own.
     */
    public Uni<Void> back() {
        return outage.back();
    }

    private Uni<RedisConnection> connection() {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean settled = new AtomicBoolean();
            emitter.onTermination(() -> settled.set(true));
            redis.connect().subscribe().with(connection -> {
                if (settled.compareAndSet(false, true)) {
                    emitter.complete(connection);
                } else {
                    connection.closeAndForget();
                }
            }, emitter::fail);
        });
    }

    /**
     * Works with a connection out of the pool. It goes back when all is answered or it is broken, not when the caller stops waiting: nothing more is
     * sent after what hangs. Nothing at all is sent for a caller who has stopped waiting before.
     */
    private <T> Uni<T> lent(Function<RedisConnection, Uni<T>> work) {
        Uni<T> once = Uni.createFrom().emitter(emitter -> {
            AtomicBoolean over = new AtomicBoolean();
            emitter.onTermination(() -> over.set(true));
            if (!lending.borrow(() -> !over.get() && lend(work, emitter, over))) {
                emitter.fail(Failure.of(ErrorCode.UNAVAILABLE));
            }
        });
        return once.onFailure(RedisTrouble::isUnsent).retry().atMost(1);
    }

    private <T> boolean lend(Function<RedisConnection, Uni<T>> work, UniEmitter<? super T> emitter,
            AtomicBoolean over) {
        Uni.createFrom().deferred(redis::connect).subscribe().with(connection -> Uni.createFrom()
                .deferred(() -> over.get() ? Uni.createFrom().<T>nullItem() : work.apply(connection))
                .onTermination().invoke(() -> {
                    connection.closeAndForget();
                    lending.giveBack();
                }).subscribe().with(emitter::complete, emitter::fail), failure -> {
                    lending.giveBack();
                    emitter.fail(failure);
                });
        return true;
    }

    private Uni<Response> whenWhole(Supplier<Uni<Response>> script, Duration pause, long end) {
        return script.get().onFailure(
                failure -> RedisTrouble.isSlotOnTheMove(failure) && System.nanoTime() - end < 0)
                .recoverWithUni(() -> Uni.createFrom().voidItem().onItem().delayIt().by(pause)
                        .chain(() -> whenWhole(script, pause.multipliedBy(2), end)));
    }

    private long end() {
        return System.nanoTime() + timeout.toNanos();
    }

    private Uni<Response> sent(Call call, RedisConnection connection) {
        Script script = scripts.computeIfAbsent(call.script(), this::read);
        return connection.send(evaluation(Command.EVALSHA, script.sha(), call))
                .onFailure(RedisTrouble::isUnknownScript)
                .recoverWithUni(() -> connection.send(evaluation(Command.EVAL, script.text(), call)));
    }

    private static Request evaluation(Command command, String script, Call call) {
        Request request = Request.cmd(command).arg(script).arg(call.keys().size());
        call.keys().forEach(request::arg);
        call.args().forEach(request::arg);
        return request;
    }

    private static Request request(Command command, String... args) {
        Request request = Request.cmd(command);
        for (String arg : args) {
            request.arg(arg);
        }
        return request;
    }

    private <T> Uni<T> bounded(Uni<T> answer, String what) {
        return steps.watched(Step.REDIS, what, () -> answer.ifNoItem().after(timeout).fail().onFailure()
                .transform(failure -> RedisTrouble.failure(failure, what)).onItemOrFailure()
                .invoke((item, failure) -> {
                    if (failure instanceof Failure known && known.code() == ErrorCode.UNAVAILABLE) {
                        outage.failed();
                    } else {
                        outage.answered();
                    }
                }));
    }

    private Script read(String name) {
        String text = prelude + resource(name);
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(text, HexFormat.of().formatHex(sha));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        String path = "/lua/" + name + ".lua";
        try (InputStream in = Scripts.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no script " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Script(String text, String sha) {
    }
}
