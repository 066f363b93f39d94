package io.mediary.config;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long this instance is here, and its end. Prefix {@code mediary.instance}. */
@ConfigMapping(prefix = "mediary.instance")
public interface InstanceConfig {

    /**
     * Whether this instance is here to stay, and keeps what others leave behind: what they hear of media servers. One that may be scaled away as soon as it has
     * nothing to do says {@code false}: it gives what it has to those that stay, and gets nothing of others while one of those lives. While media live one
     * instance at least must stay: where none at all lives, sessions go on, but nobody hears what becomes of them until the next instance starts.
     */
    @WithDefault("true")
    boolean keeper();

    /**
     * How long an instance that was told to stop (SIGTERM) may take to hand its media over, to answer the commands in flight and to send its clients to
     * others. What is not done by then is left to those who find the instance gone. Too short: commands in flight are cut. The platform must
     * wait 8 s longer before it kills (Kubernetes: {@code terminationGracePeriodSeconds}), or the same happens.
     */
    @WithDefault("20s")
    Duration grace();

    /**
     * How long an instance that was told to stop still serves commands that come by REST, beside others that live: the time that balancers need to
     * see that it is not ready any more. After it they are refused (503). Too short: callers see refusals that a balancer could have
     * kept from them.
     */
    @WithDefault("2s")
    Duration notice();

    /**
     * How many clients a second an instance that stops sends to the others at most, as long as the grace allows. Too many: all come back at the same moment, and the
     * others are slow to all.
     */
    @WithDefault("500")
    int reconnectsPerSecond();
}
