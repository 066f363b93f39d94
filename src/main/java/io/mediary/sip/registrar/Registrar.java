package io.mediary.sip.registrar;

import java.text.ParseException;
import java.util.Calendar;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Supplier;

import javax.sip.InvalidArgumentException;
import javax.sip.address.SipURI;
import javax.sip.header.HeaderFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import gov.nist.javax.sip.header.ims.PathHeader;
import gov.nist.javax.sip.message.SIPRequest;
import io.mediary.config.SipConfig;
import io.mediary.signal.Signals;
import io.mediary.sip.registrar.Bindings.Lasting;
import io.mediary.sip.registrar.Bindings.Outcome;
import io.mediary.sip.registrar.Bindings.Wish;
import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.RequestHandler;
import io.mediary.sip.stack.SipEndpoint;
import io.mediary.sip.stack.UserPart;
import io.mediary.store.LiveInstances;
import io.smallrye.mutiny.Uni;

/** REGISTER (RFC 3261, section 10): each user for itself, authenticated. */
@ApplicationScoped
public class Registrar implements RequestHandler {

    private static final Logger LOG = Logger.getLogger(Registrar.class);
    private static final String REGISTERED = "mediary.sip.registers";
    private static final int RETRY_SECONDS = 5;

    private final Digests digests;
    private final Bindings bindings;
    private final SipConfig config;
    private final Wishes wishes;
    private final Supplier<? extends SipEndpoint> endpoint;
    private final Signals signals;

    /** Made when the gateway starts. */
    @Inject
    Registrar(Digests digests, Bindings bindings, SipConfig config, LiveInstances instances,
            Instance<SipEndpoint> endpoint, Signals signals) {
        this(digests, bindings, config, instances.self(), endpoint::get, signals);
    }

    /** @param gateway this instance */
    Registrar(Digests digests, Bindings bindings, SipConfig config, String gateway,
            Supplier<? extends SipEndpoint> endpoint, Signals signals) {
        this.digests = digests;
        this.bindings = bindings;
        this.config = config;
        this.wishes = new Wishes(config.registration(), config.trusted().orElse(List.of()), gateway);
        this.endpoint = endpoint;
        this.signals = signals;
    }

    @Override
    public Set<String> methods() {
        return Set.of(Request.REGISTER);
    }

    @Override
    public Set<String> supported() {
        return Set.of("path");
    }

    @Override
    public void handle(Incoming incoming) {
        registered(incoming).subscribe().with(status -> signals.count(REGISTERED, "status", Integer.toString(status)),
                failure -> {
                    signals.count(REGISTERED, "status", "503");
                    LOG.debugf("REGISTER: %s", failure.getMessage());
                    busy(incoming);
                });
    }

    /** The status of the answer. */
    private Uni<Integer> registered(Incoming incoming) {
        SIPRequest request = (SIPRequest) incoming.request();
        if (!(request.getTo().getAddress().getURI() instanceof SipURI to)
                || !(request.getFrom().getAddress().getURI() instanceof SipURI)
                || !(request.getRequestURI() instanceof SipURI)) {
            return answered(incoming, Response.BAD_REQUEST);
        }
        Optional<String> user = UserPart.of(to);
        if (user.isEmpty() || !endpoint.get().isOurs(to)) {
            return answered(incoming, Response.NOT_FOUND);
        }
        return digests.sender(incoming).chain(sender -> {
            if (sender.isEmpty()) {
                return Uni.createFrom().item(Response.UNAUTHORIZED);
            }
            // Nobody registers somebody else.
            return sender.equals(user) ? bound(incoming, sender.get()) : answered(incoming, Response.FORBIDDEN);
        });
    }

    private Uni<Integer> bound(Incoming incoming, String user) {
        Wish wish;
        try {
            wish = wishes.of(incoming, user);
        } catch (Wishes.Refused refused) {
            return refused.status() == Response.INTERVAL_TOO_BRIEF
                    ? tooBrief(incoming)
                    : answered(incoming, refused.status());
        }
        return bindings.register(wish, config.registration().contacts()).chain(outcome -> switch (outcome.result()) {
            case OK -> ok(incoming, outcome);
            case ORDER -> answered(incoming, Response.SERVER_INTERNAL_ERROR);
            case MOST -> answered(incoming, Response.FORBIDDEN);
        });
    }

    private Uni<Integer> ok(Incoming incoming, Outcome outcome) {
        Response response = incoming.response(Response.OK);
        HeaderFactory headers = endpoint.get().headers();
        try {
            for (Lasting lasting : outcome.bound()) {
                long seconds = Math.max(1, lasting.millis() / 1_000);
                response.addHeader(headers.createHeader("Contact",
                        "<" + lasting.binding().contact() + ">;expires=" + seconds));
            }
            for (Iterator<?> path = incoming.request().getHeaders(PathHeader.NAME); path.hasNext();) {
                response.addHeader((javax.sip.header.Header) path.next());
            }
            response.addHeader(headers.createDateHeader(Calendar.getInstance(TimeZone.getTimeZone("GMT"))));
        } catch (ParseException broken) {
            throw new IllegalStateException(broken);
        }
        incoming.answer(response);
        return Uni.createFrom().item(Response.OK);
    }

    private Uni<Integer> tooBrief(Incoming incoming) {
        Response response = incoming.response(Response.INTERVAL_TOO_BRIEF);
        try {
            response.addHeader(endpoint.get().headers()
                    .createMinExpiresHeader((int) config.registration().shortest().toSeconds()));
        } catch (InvalidArgumentException never) {
            throw new IllegalStateException(never);
        }
        incoming.answer(response);
        return Uni.createFrom().item(Response.INTERVAL_TOO_BRIEF);
    }

    private void busy(Incoming incoming) {
        Response response = incoming.response(Response.SERVICE_UNAVAILABLE);
        try {
            response.addHeader(endpoint.get().headers().createRetryAfterHeader(RETRY_SECONDS));
        } catch (InvalidArgumentException never) {
            throw new IllegalStateException(never);
        }
        incoming.answer(response);
    }

    private static Uni<Integer> answered(Incoming incoming, int status) {
        incoming.answer(status);
        return Uni.createFrom().item(status);
    }
}
