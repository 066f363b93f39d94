package io.mediary.store;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import io.mediary.config.EmbeddedServices;
import io.quarkus.redis.client.RedisHostsProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;

/**
 * Where Redis is when `quarkus.redis.hosts` does not say: the embedded one. Quarkus asks once, when it starts, and only
 * if no hosts are configured. Thread-safe.
 */
@ApplicationScoped
@Identifier("mediary")
public class RedisAddress implements RedisHostsProvider {

    private final Instance<EmbeddedServices> embedded;

    RedisAddress(Instance<EmbeddedServices> embedded) {
        this.embedded = embedded;
    }

    /**
     * The embedded Redis.
     *
     * @throws ConfigurationException where there is none either
     */
    @Override
    public Set<URI> getHosts() {
        Optional<URI> redis = embedded.isResolvable() ? embedded.get().redis() : Optional.empty();
        return Set.of(redis.orElseThrow(RedisAddress::missing));
    }

    private static ConfigurationException missing() {
        return new ConfigurationException(
                "No Redis: set quarkus.redis.hosts (environment variable QUARKUS_REDIS_HOSTS), "
                        + "for example to redis://localhost:6379, or, for a try-out with a package that includes the embedded "
                        + "services, mediary.embedded.enabled=true.",
                Set.of("quarkus.redis.hosts"));
    }
}
