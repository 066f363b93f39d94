package io.mediary.sip.dialog;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.SipConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.sip.stack.Incoming;
import io.smallrye.mutiny.Uni;

/** Who may call whom, by the settings alone. Thread-safe. */
@ApplicationScoped
class OpenDirectory implements Directory {

    private final SipConfig config;

    OpenDirectory(SipConfig config) {
        this.config = config;
    }

    @Override
    public Uni<Optional<Dialling.Telephone>> telephone(String address) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public void checkMayDial(String user) {
        if (config.callers().filter(callers -> !callers.contains(user)).isPresent()) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
    }

    @Override
    public Uni<Boolean> admit(Incoming incoming) {
        return Uni.createFrom().item(true);
    }

    @Override
    public boolean isKnown(String user) {
        return false;
    }
}
