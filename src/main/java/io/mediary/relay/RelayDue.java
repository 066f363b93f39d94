package io.mediary.relay;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.relay.RelayDocument.Leaving;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.Kind;
import io.smallrye.mutiny.Uni;

/** What is due for a relay: its deadlines, and the messages of sessions. Thread-safe. */
@ApplicationScoped
public class RelayDue implements DueHandler {

    private static final Logger LOG = Logger.getLogger(RelayDue.class);

    private final Relays relays;
    private final RelayEnding ending;
    private final RelayDocument document;

    RelayDue(Relays relays, RelayEnding ending, RelayDocument document) {
        this.relays = relays;
        this.ending = ending;
        this.document = document;
    }

    @Override
    public String kind() {
        return Kind.RELAY.key();
    }

    @Override
    public Uni<Void> due(Due due) {
        String id = due.object();
        return switch (due.name()) {
            case "creating", "lease", "idle" -> relays.settle(id);
            case RelayMaking.CHECK -> relays.check(id);
            case RelayEnding.RELEASE -> ending.releaseLater(due.payload());
            case Relays.LEAVES -> {
                Leaving leaving = document.read(due.payload(), Leaving.class);
                yield relays.leave(id, new Use(leaving.sessionId(), leaving.joinId()));
            }
            default -> {
                LOG.warnf("relay %s: nobody knows what %s is", id, due.name());
                yield Uni.createFrom().voidItem();
            }
        };
    }
}
