package io.mediary.media.kurento;

import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import io.mediary.config.KurentoConfig;
import io.mediary.instance.HandOver;
import io.mediary.instance.InstanceGone;
import io.mediary.instance.InstanceStopping;
import io.mediary.signal.Signals;
import io.mediary.store.Scripts;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Takes over the Kurento sessions of instances that are gone, and gives away those of this one before it stops. Thread-safe. */
@ApplicationScoped
public class Succession implements HandOver {

    private static final String ADOPTIONS = "mediary.adoptions";
    /** The media servers are there then, and the heartbeat too. */
    private static final int AFTER_THE_OTHERS = Interceptor.Priority.APPLICATION + 1_000;

    private final MediaServers servers;
    private final KurentoConfig config;
    private final Scripts scripts;
    private final Peers peers;
    private final Vertx vertx;
    private final Signals signals;
    private volatile Optional<Adoptions> adoptions = Optional.empty();
    private volatile Optional<Gifts> gifts = Optional.empty();

    Succession(MediaServers servers, KurentoConfig config, Scripts scripts, Peers peers, Vertx vertx,
            Signals signals) {
        this.servers = servers;
        this.config = config;
        this.scripts = scripts;
        this.peers = peers;
        this.vertx = vertx;
        this.signals = signals;
    }

    void start(@Observes @Priority(AFTER_THE_OTHERS) StartupEvent event) {
        signals.count(ADOPTIONS, 0);
        Ownership ownership = new RedisOwnership(scripts);
        MediaServers.Access access = servers.access();
        Gifts giving = new Gifts(access.nodes(), ownership, peers, config.deadAfter());
        Adoptions adopting = new Adoptions(giving,
                new Adoption(access.nodes(), access.dialer(), access.ids(), ownership, peers.self()), ownership, peers,
                vertx, () -> signals.count(ADOPTIONS));
        gifts = Optional.of(giving);
        adoptions = Optional.of(adopting);
        adopting.open(config.adoptionInterval());
    }

    void gone(@Observes InstanceGone instance) {
        adoptions.ifPresent(Adoptions::look);
    }

    void stop(@Observes InstanceStopping event) {
        adoptions.ifPresent(Adoptions::close);
    }

    /** A Kurento session was given away, and this instance is named to take it over. */
    void offered(String session) {
        adoptions.ifPresent(adopting -> adopting.offered(session));
    }

    /** {@inheritDoc} Its media go on meanwhile, and so does every command: see {@link Gifts#ofAll}. */
    @Override
    public Uni<Void> handOver() {
        adoptions.ifPresent(Adoptions::close);
        return gifts.map(Gifts::ofAll).orElseGet(() -> Uni.createFrom().voidItem());
    }
}
