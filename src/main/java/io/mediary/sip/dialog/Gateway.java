package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.SipConfig;
import io.mediary.connection.ClientAnswer;
import io.mediary.connection.ClientConnections;
import io.mediary.connection.Peer;
import io.mediary.instance.HandOver;
import io.mediary.instance.Heartbeat;
import io.mediary.instance.InstanceGone;
import io.mediary.instance.InstanceStopping;
import io.mediary.signal.Signals;
import io.mediary.sip.audio.AudioTaps;
import io.mediary.sip.stack.SipEndpoint;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;

/**
 * This instance as a SIP gateway: its line, on which calls invite it, and the lines of gateways that are gone, with their dialogs, until those are over.
 * Thread-safe; works on its loop.
 */
@ApplicationScoped
public class Gateway implements HandOver {

    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final String ADOPTIONS = "mediary.sip.adoptions";
    private static final int AFTER_THE_STACK = 10_500;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final SipConfig config;
    private final SipEndpoint sip;
    private final ClientConnections connections;
    private final DialogStore store;
    private final Heartbeat heartbeat;
    private final Signals signals;
    private final Vertx vertx;
    private final Directory directory;
    private final Map<String, Line> lines = new HashMap<>();
    private final List<UniEmitter<? super Void>> waiting = new ArrayList<>();
    private volatile Optional<Calling> calling = Optional.empty();
    private volatile Optional<Line> own = Optional.empty();
    private volatile boolean leaving;
    private volatile Optional<Heirs> heirs = Optional.empty();

    Gateway(SipConfig config, SipEndpoint sip, ClientConnections connections, DialogStore store, Heartbeat heartbeat,
            Signals signals, Vertx vertx, Directory directory) {
        this.directory = directory;
        this.config = config;
        this.sip = sip;
        this.connections = connections;
        this.store = store;
        this.heartbeat = heartbeat;
        this.signals = signals;
        this.vertx = vertx;
    }

    void start(@Observes @Priority(AFTER_THE_STACK) StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        Loop loop = new Loop(vertx);
        SipMessages messages = new SipMessages(sip);
        Dialogs dialogs = new Dialogs();
        Parts parts = new Parts(sip, messages, new Requests(sip, loop, messages), loop, store, dialogs, config, signals,
                new Dialling(config, sip, messages), new TelephoneAudio(
                        config.audioKeys() ? Optional.of(new AudioTaps(vertx, config)) : Optional.empty(), sip, loop));
        signals.count(ADOPTIONS, 0);
        signals.gauge("mediary.sip.dialogs", dialogs::size);
        calling = Optional.of(new Calling(parts, directory));
        heirs = Optional.of(new Heirs(store, heartbeat, loop, this::adopt));
        loop.execute(this::openOwn);
        loop.after(LOOK, this::look);
    }

    /** What its dialogs work with; empty where this is no gateway. */
    Optional<Calling> calling() {
        return calling;
    }

    /** The line on which new calls begin; empty while there is none. */
    Optional<Line> own() {
        return leaving ? Optional.empty() : own;
    }

    /** Whether it has been told to stop. */
    boolean leaving() {
        return leaving;
    }

    private Parts parts() {
        return calling.orElseThrow().parts();
    }

    private void openOwn() {
        if (leaving) {
            return;
        }
        open(Optional.empty()).chain(line -> store.pass(line.id(), "", heartbeat.self())
                .chain(() -> store.enter(heartbeat.self(), line.id())).replaceWith(line).onFailure()
                .invoke(failure -> parts().loop().execute(() -> forsake(line))))
                .emitOn(parts().loop())
                .subscribe().with(line -> {
                    own = Optional.of(line);
                    line.ready();
                    LOG.infof("SIP gateway: line %s", line.id());
                }, failure -> {
                    LOG.warnf("no line yet: %s", failure.getMessage());
                    parts().loop().after(AGAIN, this::openOwn);
                });
    }

    private void forsake(Line line) {
        lines.remove(line.id());
        line.end();
    }

    private Uni<Line> open(Optional<String> former) {
        return Line.open(connections, parts().loop(), new Peer(Peer.GATEWAY, remote()), client, former)
                .invoke(line -> lines.put(line.id(), line));
    }

    private String remote() {
        return config.advertisedHost().orElse(config.host()) + ":" + config.udpPort();
    }

    private final Line.Client client = new Line.Client() {

        @Override
        public Uni<ClientAnswer> invited(Line line, ObjectNode invite) {
            return calling.orElseThrow().invited(line, invite)
                    .map(done -> new ClientAnswer(true, MissingNode.getInstance()));
        }

        @Override
        public Uni<Void> happened(Line line, JsonNode event) {
            calling.orElseThrow().happened(line, event);
            return Uni.createFrom().voidItem();
        }

        @Override
        public void gone(Line line, boolean taken) {
            left(line, taken);
        }
    };

    /** A line is closed: another gateway has it, or it is to be opened again. */
    private void left(Line line, boolean taken) {
        lines.remove(line.id(), line);
        boolean mine = own.filter(line::equals).isPresent();
        if (mine) {
            own = Optional.empty();
        }
        if (taken || leaving) {
            parts().dialogs().of(line).forEach(Dialog::drop);
            if (lines.isEmpty()) {
                waiting.forEach(emitter -> emitter.complete(null));
                waiting.clear();
            }
            if (mine) {
                openOwn();
            }
        } else {
            reopen(line, mine);
        }
    }

    private void reopen(Line former, boolean mine) {
        open(Optional.of(former.id())).emitOn(parts().loop()).subscribe().with(line -> {
            boolean same = line.id().equals(former.id());
            parts().dialogs().of(former).forEach(dialog -> {
                if (same) {
                    dialog.move(line);
                } else {
                    dialog.hungUp(0, "the line has ended");
                }
            });
            line.ready();
            if (same) {
                own = mine ? Optional.of(line) : own;
            } else {
                forsake(line);
                store.forget(former.id()).subscribe().with(done -> {
                }, failure -> LOG.debugf("line %s stays in the books: %s", former.id(), failure.getMessage()));
                if (mine) {
                    openOwn();
                }
            }
        }, failure -> {
            LOG.warnf("line %s does not come back yet: %s", former.id(), failure.getMessage());
            if (!leaving) {
                parts().loop().after(AGAIN, () -> reopen(former, mine));
            }
        });
    }

    void gone(@Observes InstanceGone instance) {
        heirs.ifPresent(all -> parts().loop().execute(() -> all.look(lines.keySet())));
    }

    private void look() {
        if (leaving) {
            return;
        }
        parts().loop().after(LOOK, this::look);
        heirs.ifPresent(all -> all.look(lines.keySet()));
        lines.values().stream().filter(line -> own.filter(line::equals).isEmpty() && line.isReady())
                .filter(line -> parts().dialogs().of(line).isEmpty()).toList().forEach(this::close);
    }

    /** An heir's line whose dialogs are over. */
    private void close(Line line) {
        lines.remove(line.id());
        line.end();
        store.forget(line.id()).subscribe().with(done -> {
        }, failure -> LOG.infof("line %s stays in the books: %s", line.id(), failure.getMessage()));
    }

    /** One dialog that cannot go on does not keep the others from it. */
    private void revive(Line line, DialogRecord dialog, boolean alive) {
        try {
            calling.orElseThrow().revive(line, dialog, alive);
        } catch (RuntimeException broken) {
            LOG.errorf(broken, "dialog %s of call %s does not go on", dialog.id(), dialog.call());
        }
    }

    /** A line that is ours now: another gateway's, with its dialogs. */
    private Uni<Void> adopt(String id) {
        return store.dialogs(id).chain(dialogs -> open(Optional.of(id)).emitOn(parts().loop()).invoke(line -> {
            boolean alive = line.id().equals(id);
            LOG.infof("line %s is ours now: %d dialogs%s", id, dialogs.size(), alive ? "" : ", which are over");
            signals.count(ADOPTIONS);
            dialogs.forEach(dialog -> revive(line, dialog, alive));
            line.ready();
            if (!alive) {
                forsake(line);
                store.forget(id).subscribe().with(done -> {
                }, failure -> LOG.infof("line %s stays in the books: %s", id, failure.getMessage()));
            }
        })).replaceWithVoid();
    }

    /** {@inheritDoc} Its dialogs go on at another gateway. */
    @Override
    public Uni<Void> handOver() {
        if (calling.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.gateways().map(all -> all.keySet().stream()
                .anyMatch(other -> !other.equals(heartbeat.self()) && heartbeat.knows(other)
                        && heartbeat.staying().contains(other)))
                .chain(others -> {
                    leaving = true;
                    return store.leave(heartbeat.self()).chain(() -> others
                            ? given()
                            : Uni.createFrom().voidItem());
                });
    }

    private Uni<Void> given() {
        return Uni.createFrom().<List<String>>emitter(
                emitter -> parts().loop().execute(() -> emitter.complete(List.copyOf(lines.keySet()))))
                .chain(all -> all.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.join().all(all.stream().map(line -> store.pass(line, heartbeat.self(), "")).toList())
                                .andFailFast().chain(this::taken));
    }

    private Uni<Void> taken() {
        return Uni.createFrom().emitter(emitter -> parts().loop().execute(() -> {
            if (lines.isEmpty()) {
                emitter.complete(null);
            } else {
                waiting.add(emitter);
            }
        }));
    }

    void stop(@Observes InstanceStopping event) {
        leaving = true;
    }
}
