package io.mediary.ice;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * {@code media/session/get_ice_servers}: the STUN and TURN servers for a client that is about to connect, with credentials of its
 * own. Needs no session: a client that offers wants them before there is one.
 */
@ApplicationScoped
@Command(value = "media/session/get_ice_servers", summary = "Names the STUN and TURN servers, with credentials for a while")
public class GetIceServers implements Function<GetIceServers.Input, IceServers> {

    private final ConfiguredIceServers servers;

    GetIceServers(ConfiguredIceServers servers) {
        this.servers = servers;
    }

    /** No fields. */
    @RegisterForReflection
    public record Input() {
    }

    @Override
    public Uni<IceServers> call(Input input, Caller caller) {
        return Uni.createFrom().item(() -> servers.of(caller.user()));
    }
}
