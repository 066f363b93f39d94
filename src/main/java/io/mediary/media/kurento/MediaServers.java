package io.mediary.media.kurento;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

import org.jboss.logging.Logger;

import io.mediary.config.EmbeddedServices;
import io.mediary.config.KurentoConfig;
import io.mediary.config.StoreConfig;
import io.mediary.instance.Identity;
import io.mediary.instance.InstanceStopping;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaRelays;
import io.mediary.media.Players;
import io.mediary.media.Recorders;
import io.mediary.store.Scripts;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;

/** Reaches the media servers when the instance starts, off the path of the start itself, and lets go of them when it stops. */
@ApplicationScoped
public class MediaServers {

    private static final Logger LOG = Logger.getLogger(MediaServers.class);
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final int AFTER_THE_OTHERS = 10_000;

    private final Vertx vertx;
    private final KurentoConfig config;
    private final Identity identity;
    private final Scripts scripts;
    private final Instance<EmbeddedServices> embedded;
    private final Instance<MediaEvents> events;
    private final TlsConfigurationRegistry tls;
    private volatile Running running;

    MediaServers(Vertx vertx, KurentoConfig config, Identity identity, Scripts scripts,
            Instance<EmbeddedServices> embedded, Instance<MediaEvents> events, TlsConfigurationRegistry tls) {
        this.vertx = vertx;
        this.config = config;
        this.identity = identity;
        this.scripts = scripts;
        this.embedded = embedded;
        this.events = events;
        this.tls = tls;
    }

    /** The port that sessions use. */
    @Produces
    @ApplicationScoped
    MediaPlane plane() {
        return start().plane();
    }

    /** The port to players. */
    @Produces
    @ApplicationScoped
    Players players() {
        return start().players();
    }

    /** The port to recorders. */
    @Produces
    @ApplicationScoped
    Recorders recorders() {
        return start().recorders();
    }

    /** The port to what carries media from one media server to another. */
    @Produces
    @ApplicationScoped
    MediaRelays relays() {
        return start().relays();
    }

    void start(@Observes StartupEvent event, StoreConfig store) {
        if (store.lease().compareTo(config.requestTimeout()) <= 0) {
            throw new ConfigurationException("mediary.store.lease (" + store.lease()
                    + ") must be longer than mediary.kurento.request-timeout (" + config.requestTimeout()
                    + "): no change at a media server may outlive the right to make it");
        }
        start();
    }

    /** After those who still have something to say to a media server. */
    void stop(@Observes @Priority(AFTER_THE_OTHERS) InstanceStopping event) {
        Running stopping = running;
        if (stopping == null) {
            return;
        }
        try {
            stopping.nodes().close().await().atMost(GOODBYE);
        } catch (RuntimeException e) {
            LOG.warnf("Not every media server was left in good order: %s", e.getMessage());
        } finally {
            stopping.dialer().close();
        }
    }

    private synchronized Running start() {
        if (running == null) {
            List<URI> urls = Addresses.of(config, embedded);
            RequestIds ids = new RequestIds(identity.id());
            NodeRegistry registry = new RedisNodeRegistry(scripts, identity.id());
            MediaEvents target = new Later(events);
            Dialer dialer = new Dialer(vertx, config, trust());
            Nodes nodes = new Nodes(changed -> urls.stream()
                    .map(url -> new Node(url, dialer, config, ids, registry, target, changed)).toList(),
                    config.firstConnectWait());
            Leftovers leftovers = new Leftovers(nodes, dialer, ids);
            RoundTrips roundTrips = new RoundTrips(nodes, config);
            running = new Running(dialer, nodes, new KurentoMediaPlane(nodes, leftovers, roundTrips, config),
                    new KurentoPlayers(roundTrips, leftovers), new KurentoRecorders(roundTrips, leftovers),
                    new KurentoRelays(roundTrips, leftovers));
            Infrastructure.getDefaultWorkerPool().execute(() -> nodes.open(vertx, config.refreshInterval()));
        }
        return running;
    }

    private Optional<TrustOptions> trust() {
        return config.tlsConfigurationName().map(name -> {
            TlsConfiguration named = tls.get(name).orElseThrow(() -> new ConfigurationException(
                    "mediary.kurento.tls-configuration-name: there is no quarkus.tls." + name));
            return named.getTrustStoreOptions();
        });
    }

    private record Running(Dialer dialer, Nodes nodes, MediaPlane plane, Players players, Recorders recorders,
            MediaRelays relays) {
    }

    /** The sessions' handler needs the media plane itself: it is looked up when the first event is there. */
    private record Later(Instance<MediaEvents> events) implements MediaEvents {

        @Override
        public Uni<Void> on(MediaEvent event) {
            return events.get().on(event);
        }

        @Override
        public Uni<Void> lost(String node) {
            return events.get().lost(node);
        }
    }
}
