package io.mediary.config;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How Mediary uses Redis. */
@ConfigMapping(prefix = "mediary.store")
public interface StoreConfig {

    /** Connections that are worked with at once; a few less than {@code quarkus.redis.max-pool-size}, for what needs one of its own. */
    @WithDefault("20")
    int connections();

    /**
     * How long one call to Redis may take. Bounds every command while Redis is away.
     */
    @WithDefault("2s")
    Duration timeout();

    /**
     * How long a command waits for the lease of an object that another command is changing; then it answers
     * {@code timeout}.
     */
    @WithDefault("10s")
    Duration acquireTimeout();

    /**
     * How long a lease lasts unless it is renewed: the longest time that a command of a dead instance can hold an object up. At least three times
     * {@link #timeout()}, or renewals come too late; longer than {@code mediary.kurento.request-timeout}, or the start fails.
     */
    @WithDefault("15s")
    Duration lease();

    /**
     * How long a lease is renewed at most: a command that hangs longer than this loses its object.
     */
    @WithDefault("60s")
    Duration leaseLongest();

    /**
     * How long a new object may stay incomplete before it is swept.
     */
    @WithDefault("15s")
    Duration creating();

    /**
     * How long what is due stays with the instance that took it up, and a message between objects with the one that sent it (5 s at most),
     * before another one takes it up.
     */
    @WithDefault("15s")
    Duration claim();

    /**
     * How often each partition is looked through for what is due.
     */
    @WithDefault("250ms")
    Duration poll();

    /**
     * How often an instance says that it lives; two and a half times without, and it is dead: others take over what it held. Longer than any pause of
     * a living instance, or that is taken over for nothing.
     */
    @WithDefault("1500ms")
    Duration heartbeat();

    /**
     * How often watched logs are read without a bell: how late an event can be when a bell is lost.
     */
    @WithDefault("5s")
    Duration catchUp();

    /**
     * How many events a partition's log (one of 64) keeps at most; the age of twice the resume window limits it too.
     */
    @WithDefault("20000")
    int logLength();

    /**
     * The resume window, {@code mediary.connection.resume-window}.
     */
    @WithDefault("${mediary.connection.resume-window:30s}")
    Duration resumeWindow();

    /**
     * Sessions that a user may have, and likewise rooms, {@code mediary.limits.sessions-per-user}.
     */
    @WithDefault("${mediary.limits.sessions-per-user:1000}")
    int sessionsPerUser();

    /**
     * Recordings that a user may have, {@code mediary.limits.recordings-per-user}.
     */
    @WithDefault("${mediary.limits.recordings-per-user:10000}")
    int recordingsPerUser();

    /**
     * Calls that a user may have, {@code mediary.call.per-user}.
     */
    @WithDefault("${mediary.call.per-user:1000}")
    int callsPerUser();

    /**
     * How often one of the instances looks for what crashes have left: elements without a record, records without their elements, entries of
     * indexes and watchers that are gone. What is found without a record is released when it is found so twice.
     */
    @WithDefault("60s")
    Duration sweep();
}
