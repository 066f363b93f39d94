package io.mediary.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.RelayConfig;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Scripts;
import io.mediary.store.StaleLeaseException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * Who uses a relay. Changed by scripts without a lease, each in one round trip that fails with {@code unavailable} where Redis
 * is away. Thread-safe.
 */
@ApplicationScoped
public class RelayUses {

    private static final String CLOSING = "closing";
    private static final String STALE = "stale";

    private final Scripts scripts;
    private final RelayDocument document;
    private final String graceMs;

    RelayUses(Scripts scripts, RelayDocument document, RelayConfig config) {
        this.scripts = scripts;
        this.document = document;
        this.graceMs = String.valueOf(config.grace().toMillis());
    }

    /**
     * What was found by who wanted to enter.
     *
     * @param state whether it was entered
     * @param relay with {@code OPEN}
     */
    record Entry(State state, Optional<Relay> relay) {

        enum State {
            /** It is entered: the relay is there, or is being made. */
            OPEN,
            /** The relay goes: it was not entered. */
            CLOSING,
            /** There is no such relay. */
            NONE
        }
    }

    /** Enters somebody; twice is as good as once. */
    Uni<Entry> enter(String relay, Use use) {
        return scripts.run("relay_enter", key(relay), relay, use.text()).map(answer -> {
            Entry.State state = switch (answer.get(0).toString()) {
                case "open" -> Entry.State.OPEN;
                case CLOSING -> Entry.State.CLOSING;
                default -> Entry.State.NONE;
            };
            return new Entry(state, state == Entry.State.OPEN
                    ? Optional.of(document.read(answer.get(1).toString()))
                    : Optional.empty());
        });
    }

    /** Takes somebody out; twice is as good as once. The last one leaves a relay that is closed after the grace. */
    Uni<Void> leave(String relay, Use use) {
        return scripts.run("relay_leave", key(relay), relay, use.text(), graceMs).replaceWithVoid();
    }

    /**
     * Lets nobody enter any more.
     *
     * @param force though somebody uses it
     * @return who uses it; empty where somebody does and that is respected; fails with {@link StaleLeaseException}
     */
    Uni<Optional<List<Use>>> close(Lease lease, boolean force) {
        return scripts.run("relay_close", key(lease.id()), lease.token(), force ? "1" : "0").map(answer -> {
            String word = answer.get(0).toString();
            if (word.equals(STALE)) {
                throw new StaleLeaseException(lease.kind(), lease.id());
            }
            return word.equals(CLOSING) ? Optional.of(uses(answer)) : Optional.empty();
        });
    }

    /** Those who entered at least so long ago. */
    Uni<List<Use>> since(String relay, Duration age) {
        return scripts.run("relay_uses", key(relay), String.valueOf(age.toMillis())).map(RelayUses::uses);
    }

    private static List<Use> uses(Response answer) {
        List<Use> uses = new ArrayList<>();
        for (int i = 1; i < answer.size(); i++) {
            uses.add(Use.of(answer.get(i).toString()));
        }
        return uses;
    }

    private static String key(String relay) {
        return Keys.record(Kind.RELAY, relay);
    }
}
