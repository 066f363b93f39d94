package io.mediary.sip.dialog;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.call.SipDestinations;
import io.smallrye.mutiny.Uni;

/** Every address is reached by every gateway. Thread-safe. */
@ApplicationScoped
class AnyGateway implements SipDestinations {

    private final GatewayLines lines;

    AnyGateway(GatewayLines lines) {
        this.lines = lines;
    }

    @Override
    public Uni<List<String>> contacts(String user) {
        return Uni.createFrom().item(List.of());
    }

    @Override
    public Uni<Optional<String>> gateway(String address) {
        return lines.any(address);
    }
}
