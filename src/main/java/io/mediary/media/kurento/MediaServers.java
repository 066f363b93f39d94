package io.mediary.media.kurento;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

import org.jboss.logging.Logger;

import io.mediary.config.EmbeddedServices;
import io.mediary.config.KurentoConfig;
import io.mediary.config.StoreConfig;
import io.mediary.instance.Heartbeat;
import io.mediary.instance.Identity;
import io.mediary.instance.InstanceStopping;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaNodes;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaRelays;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.NodeEvents;
import io.mediary.media.Players;
import io.mediary.media.Recorders;
import io.mediary.signal.Step;
import io.mediary.signal.Steps;
import io.mediary.signal.Trail;
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
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    private static final int AFTER_THE_OTHERS = 10_000;

    private final Vertx vertx;
    private final KurentoConfig config;
    private final Identity identity;
    private final Scripts scripts;
    private final Instance<EmbeddedServices> embedded;
    private final Instance<MediaEvents> events;
    private final Instance<NodeEvents> nodeEvents;
    private final TlsConfigurationRegistry tls;
    private final Steps steps;
    private final Heartbeat heartbeat;
    private volatile Running running;

    MediaServers(Vertx vertx, KurentoConfig config, Identity identity, Scripts scripts,
            Instance<EmbeddedServices> embedded, Instance<MediaEvents> events, Instance<NodeEvents> nodeEvents,
            TlsConfigurationRegistry tls, Steps steps, Heartbeat heartbeat) {
        this.vertx = vertx;
        this.config = config;
        this.identity = identity;
        this.scripts = scripts;
        this.embedded = embedded;
        this.events = events;
        this.nodeEvents = nodeEvents;
        this.tls = tls;
        this.steps = steps;
        this.heartbeat = heartbeat;
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

    /** The port to the media servers themselves. */
    @Produces
    @ApplicationScoped
    MediaNodes directory() {
        return start().directory();
    }

    /** What a take-over works with. */
    Access access() {
        Running now = start();
        return new Access(now.nodes(), now.dialer(), now.ids());
    }

    /** The media servers, what opens sockets to them, and the ids of requests. */
    record Access(Nodes nodes, Dialer dialer, RequestIds ids) {
    }

    void start(@Observes StartupEvent event, StoreConfig store) {
        if (config.deadAfter().compareTo(SHORTEST_SILENCE) < 0) {
            throw new ConfigurationException(
                    "mediary.kurento.dead-after (" + config.deadAfter() + ") must be at least " + SHORTEST_SILENCE);
        }
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
        stopping.discovery().close();
        stopping.watch().close();
        try {
            stopping.nodes().close().await().atMost(event.within());
        } catch (RuntimeException e) {
            LOG.warnf("Not every media server was left in good order: %s", e.getMessage());
        } finally {
            stopping.dialer().close();
        }
    }

    /** Whether a line to any of them is up. */
    boolean isReached() {
        Running now = running;
        return now != null && now.nodes().isAnyUp();
    }

    private synchronized Running start() {
        if (running == null) {
            List<URI> urls = Addresses.of(config, embedded);
            RequestIds ids = new RequestIds(identity.id());
            NodeRegistry registry = new RedisNodeRegistry(scripts, identity.id(), config,
                    heartbeat::unquestioned);
            MediaEvents target = new PatientEvents(new Later(events, steps), scripts::back);
            Losses losses = new Losses(registry, target);
            Dialer dialer = new Dialer(vertx, config, trust(), steps);
            Executor worker = Infrastructure.getDefaultWorkerPool();
            Nodes nodes = new Nodes(
                    (address, changed) -> new Node(address, dialer, config, ids, registry, losses, target,
                            changed),
                    worker, config.firstConnectWait());
            Discovery discovery = new Discovery(urls, config.discover(), InetAddress::getAllByName, worker,
                    nodes::configure);
            NodeWatch watch = new NodeWatch(nodes, registry, losses,
                    (node, reason) -> nodeEvents.get().changed(node, reason),
                    vertx, config.deadAfter());
            Visits visits = new Visits(dialer, ids);
            Leftovers leftovers = new Leftovers(nodes, visits, vertx);
            RoundTrips roundTrips = new RoundTrips(nodes, config);
            running = new Running(dialer, ids, nodes, watch, discovery,
                    new KurentoMediaPlane(nodes, leftovers, roundTrips, config),
                    new KurentoPlayers(roundTrips, leftovers), new KurentoRecorders(roundTrips, leftovers),
                    new KurentoRelays(nodes, roundTrips, leftovers), new NodeDirectory(registry, watch));
            discovery.open(vertx, config.discoverInterval());
            nodes.open(vertx, config.refreshInterval());
            watch.open();
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

    private record Running(Dialer dialer, RequestIds ids, Nodes nodes, NodeWatch watch, Discovery discovery,
            MediaPlane plane,
            Players players, Recorders recorders, MediaRelays relays, MediaNodes directory) {
    }

    /** The sessions' handler needs the media plane itself: it is looked up when the first event is there. */
    private record Later(Instance<MediaEvents> events, Steps steps) implements MediaEvents {

        @Override
        public Uni<Void> on(MediaEvent event) {
            return Trail.NONE.about(event.sessionId()).call(() -> steps.watched(Step.MEDIA_EVENT,
                    event.getClass().getSimpleName(), () -> events.get().on(event)));
        }

        @Override
        public Uni<Void> found(MediaSnapshot snapshot) {
            return Trail.NONE.about(snapshot.sessionId()).call(() -> steps.watched(Step.MEDIA_EVENT,
                    "MediaSnapshot", () -> events.get().found(snapshot)));
        }

        @Override
        public Uni<Void> lost(String node) {
            return events.get().lost(node);
        }
    }
}
