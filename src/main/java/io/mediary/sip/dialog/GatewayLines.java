package io.mediary.sip.dialog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.instance.Rendezvous;
import io.mediary.store.LiveInstances;
import io.smallrye.mutiny.Uni;

/** On which connections living gateways are invited to calls. Reads Redis only: any instance can ask, gateway or not. Thread-safe. */
@ApplicationScoped
public class GatewayLines {

    private final DialogStore store;
    private final LiveInstances instances;

    GatewayLines(DialogStore store, LiveInstances instances) {
        this.store = store;
        this.instances = instances;
    }

    /**
     * The connection of a living gateway.
     *
     * @param subject what it is for: the same gateway for the same subject, as long as none comes or goes
     * @return empty: none lives
     */
    public Uni<Optional<String>> any(String subject) {
        return living().map(all -> all.isEmpty()
                ? Optional.empty()
                : Optional
                        .of(all.get(Rendezvous.named(subject, List.copyOf(all.keySet().stream().sorted().toList())))));
    }

    /** The connection of one instance, if it lives and is a gateway. */
    public Uni<Optional<String>> of(String instance) {
        return living().map(all -> Optional.ofNullable(all.get(instance)));
    }

    private Uni<Map<String, String>> living() {
        return store.gateways().map(all -> {
            all.keySet().removeIf(instance -> !instances.alive(instance));
            return all;
        });
    }
}
