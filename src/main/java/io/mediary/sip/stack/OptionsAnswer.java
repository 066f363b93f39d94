package io.mediary.sip.stack;

import java.util.Set;
import java.util.function.Supplier;

import javax.sip.message.Request;
import javax.sip.message.Response;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import gov.nist.javax.sip.header.Accept;

/** OPTIONS: what this gateway can. Whoever asks, and for whomever: proxies look by it whether a gateway lives. */
@ApplicationScoped
public class OptionsAnswer implements RequestHandler {

    private final Supplier<? extends SipEndpoint> endpoint;

    @Inject
    OptionsAnswer(Instance<SipEndpoint> endpoint) {
        this(endpoint::get);
    }

    OptionsAnswer(Supplier<? extends SipEndpoint> endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public Set<String> methods() {
        return Set.of(Request.OPTIONS);
    }

    @Override
    public void handle(Incoming incoming) {
        Response response = incoming.response(Response.OK);
        Accept accept = new Accept();
        accept.setContentType("application");
        accept.setContentSubType("sdp");
        response.addHeader(accept);
        incoming.answer(endpoint.get().described(response));
    }
}
