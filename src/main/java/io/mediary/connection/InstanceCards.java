package io.mediary.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.StoreConfig;
import io.mediary.instance.Heartbeat;
import io.mediary.instance.InstanceStopping;
import io.mediary.instance.Presence;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;

/** What the instances tell of themselves for those who watch over them: each writes its own with every heartbeat. Thread-safe. */
@ApplicationScoped
class InstanceCards {

    private static final Logger LOG = Logger.getLogger(InstanceCards.class);
    /** Heartbeats after which the card of a silent one is gone. */
    private static final int LASTS = 5;

    private final Scripts scripts;
    private final ObjectMapper json;
    private final Heartbeat heartbeat;
    private final Presence presence;
    private final Connections connections;
    private final Vertx vertx;
    private final Duration interval;
    private final String version;
    private final long since = System.currentTimeMillis();
    private volatile Optional<Long> timer = Optional.empty();

    InstanceCards(Scripts scripts, ObjectMapper json, Heartbeat heartbeat, Presence presence, Connections connections,
            Vertx vertx, StoreConfig config,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.scripts = scripts;
        this.json = json;
        this.heartbeat = heartbeat;
        this.presence = presence;
        this.connections = connections;
        this.vertx = vertx;
        this.interval = config.heartbeat();
        this.version = version;
    }

    void start(@Observes StartupEvent event) {
        write();
        timer = Optional.of(vertx.setPeriodic(interval.toMillis(), tick -> write()));
    }

    void stop(@Observes InstanceStopping event) {
        timer.ifPresent(vertx::cancelTimer);
        scripts.command(Command.DEL, Keys.instance(heartbeat.self())).subscribe().with(gone -> {
        }, failure -> LOG.debugf("the card is left to expire: %s", failure.getMessage()));
    }

    /** The cards of all that live, in the order of their ids; one that was told to stop is among them until it is gone. */
    Uni<List<InstanceInfo>> all() {
        List<Uni<Optional<InstanceInfo>>> cards = heartbeat.live().stream().map(this::read).toList();
        return Uni.join().all(cards).andFailFast().map(all -> all.stream().flatMap(Optional::stream).toList());
    }

    private Uni<Optional<InstanceInfo>> read(String instance) {
        return scripts.command(Command.GET, Keys.instance(instance))
                .map(card -> Optional.ofNullable(card).map(text -> decode(text.toBuffer().getBytes())));
    }

    private void write() {
        InstanceInfo card = new InstanceInfo(heartbeat.self(), presence.leaving() ? "leaving" : "up", since,
                connections.size(), version);
        scripts.command(Command.SET, Keys.instance(heartbeat.self()), encode(card), "PX",
                Long.toString(interval.multipliedBy(LASTS).toMillis())).subscribe().with(done -> {
                }, failure -> LOG.debugf("the card was not written: %s", failure.getMessage()));
    }

    private String encode(InstanceInfo card) {
        try {
            return json.writeValueAsString(card);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record that cannot be written", impossible);
        }
    }

    private InstanceInfo decode(byte[] card) {
        try {
            return json.readValue(card, InstanceInfo.class);
        } catch (IOException foreign) {
            throw new IllegalStateException("a card that is none", foreign);
        }
    }
}
