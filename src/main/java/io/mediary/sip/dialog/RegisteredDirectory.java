package io.mediary.sip.dialog;

import java.util.List;
import java.util.Optional;

import javax.sip.address.SipURI;
import javax.sip.header.FromHeader;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.SipConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.sip.registrar.Bindings;
import io.mediary.sip.registrar.Digests;
import io.mediary.sip.registrar.Registered;
import io.mediary.sip.registrar.Secrets;
import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.SipEndpoint;
import io.mediary.sip.stack.UserPart;
import io.smallrye.mutiny.Uni;

/**
 * Who may call whom, by the settings and the books of registrations. Who calls under the name of a user of ours proves it, unless a trusted proxy has
 * seen to that; whoever calls from elsewhere may reach our users, as by any telephone. Thread-safe.
 */
@ApplicationScoped
class RegisteredDirectory implements Directory {

    private static final String EVERYONE = "*";

    private final SipConfig config;
    private final SipEndpoint sip;
    private final Bindings bindings;
    private final Digests digests;
    private final Secrets secrets;

    RegisteredDirectory(SipConfig config, SipEndpoint sip, Bindings bindings, Digests digests, Secrets secrets) {
        this.config = config;
        this.sip = sip;
        this.bindings = bindings;
        this.digests = digests;
        this.secrets = secrets;
    }

    @Override
    public Uni<Optional<Dialling.Telephone>> telephone(String address) {
        return Registered.of(address).map(bindings::find).map(found -> found.map(bound -> {
            if (bound.isEmpty()) {
                throw Failure.of(ErrorCode.NO_DESTINATION);
            }
            return bound.map(there -> new Dialling.Telephone(there.contact(), there.path(),
                    Optional.of(new Flow(there.transport(), there.host(), there.port()))));
        })).orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    @Override
    public void checkMayDial(String user, boolean byTrunk) {
        // What costs money is for those who are named: without a list that is nobody.
        boolean may = config.callers().map(callers -> callers.contains(EVERYONE) || callers.contains(user))
                .orElse(!byTrunk);
        if (!may || user.isEmpty()) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
    }

    @Override
    public boolean isProved(Incoming incoming) {
        FromHeader from = (FromHeader) incoming.request().getHeader(FromHeader.NAME);
        return config.users().isPresent() && !isTrusted(incoming)
                && from.getAddress().getURI() instanceof SipURI uri && sip.isOurs(uri);
    }

    @Override
    public boolean isTrusted(Incoming incoming) {
        return config.trusted().orElse(List.of()).contains(incoming.source().host());
    }

    @Override
    public Uni<Boolean> admit(Incoming incoming) {
        FromHeader from = (FromHeader) incoming.request().getHeader(FromHeader.NAME);
        if (config.users().isEmpty() || isTrusted(incoming) || !(from.getAddress().getURI() instanceof SipURI uri)
                || !sip.isOurs(uri)) {
            return Uni.createFrom().item(true);
        }
        return digests.sender(incoming).map(sender -> {
            boolean own = sender.isPresent() && sender.equals(UserPart.of(uri));
            if (sender.isPresent() && !own) {
                incoming.answer(403);
            }
            return own;
        });
    }

    @Override
    public boolean isKnown(String user) {
        return secrets.isKnown(user);
    }
}
