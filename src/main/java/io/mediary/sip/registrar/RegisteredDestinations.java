package io.mediary.sip.registrar;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.call.SipDestinations;
import io.mediary.store.Keys;
import io.mediary.store.LiveInstances;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;

/** Where SIP addresses are reached, by the books of registrations and gateways. Any instance can tell. Thread-safe. */
@ApplicationScoped
public class RegisteredDestinations implements SipDestinations {

    private final Bindings bindings;
    private final Scripts scripts;
    private final LiveInstances instances;

    /** Over the store. */
    public RegisteredDestinations(Bindings bindings, Scripts scripts, LiveInstances instances) {
        this.bindings = bindings;
        this.scripts = scripts;
        this.instances = instances;
    }

    @Override
    public Uni<List<String>> contacts(String user) {
        return bindings.of(user).map(
                bound -> bound.keySet().stream().sorted().map(name -> new Registered(user, name).address()).toList());
    }

    @Override
    public Uni<Optional<String>> gateway(String address) {
        Uni<Optional<Binding>> binding = Registered.of(address).map(bindings::find)
                .orElse(Uni.createFrom().item(Optional.empty()));
        return Uni.combine().all().unis(binding, living()).asTuple()
                .map(both -> choice(address, both.getItem1().map(Binding::gateway), both.getItem2()));
    }

    /** The gateway that a telephone registered at; else any, the same one for an address while the gateways stay. */
    private static Optional<String> choice(String address, Optional<String> wanted, TreeMap<String, String> living) {
        if (wanted.filter(living::containsKey).isPresent()) {
            return wanted.map(living::get);
        }
        List<String> all = List.copyOf(living.values());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(Math.floorMod(address.hashCode(), all.size())));
    }

    private Uni<TreeMap<String, String>> living() {
        return scripts.fields(Keys.SIP_GATEWAYS).map(all -> {
            TreeMap<String, String> living = new TreeMap<>(all);
            living.keySet().removeIf(instance -> !instances.alive(instance));
            return living;
        });
    }
}
