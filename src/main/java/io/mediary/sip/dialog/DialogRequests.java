package io.mediary.sip.dialog;

import java.util.Optional;
import java.util.Set;

import javax.sip.message.Request;
import javax.sip.message.Response;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.Peer;
import io.mediary.sip.stack.RequestHandler;
import io.mediary.sip.stack.StrayResponses;

/** Brings what comes in to its dialog (RFC 3261, section 12.2.2), or lets one begin. Thread-safe. */
@ApplicationScoped
public class DialogRequests implements RequestHandler, StrayResponses {

    private static final Logger LOG = Logger.getLogger(DialogRequests.class);

    private final Gateway gateway;

    DialogRequests(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public Set<String> methods() {
        return Set.of("INVITE", "ACK", "BYE", "INFO", "UPDATE");
    }

    @Override
    public Set<String> supported() {
        return Set.of("timer");
    }

    @Override
    public boolean isDialog(String tag) {
        return gateway.calling().filter(calling -> calling.parts().dialogs().has(tag)).isPresent();
    }

    @Override
    public void handle(Incoming incoming) {
        Optional<Calling> calling = gateway.calling();
        if (calling.isPresent()) {
            calling.get().parts().loop().execute(() -> answered(calling.get(), incoming));
        } else if (!incoming.request().getMethod().equals("ACK")) {
            incoming.answer(503);
        }
    }

    /** What is wrong with one message is answered, and nothing of it stays. */
    private void answered(Calling calling, Incoming incoming) {
        try {
            route(calling, incoming);
        } catch (RuntimeException wrong) {
            LOG.warnf("%s of %s: %s", incoming.request().getMethod(), incoming.source(), wrong);
            if (!incoming.request().getMethod().equals("ACK")) {
                incoming.answer(wrong instanceof SipMessages.Malformed ? 400 : 500);
            }
        }
    }

    @Override
    public void cancelled(Incoming invite) {
        gateway.calling().ifPresent(calling -> calling.parts().loop().execute(() -> calling.cancelled(invite)));
    }

    private void route(Calling calling, Incoming incoming) {
        Request request = incoming.request();
        Dialogs dialogs = calling.parts().dialogs();
        Optional<String> tag = SipMessages.toTag(request);
        if (tag.isPresent()) {
            Optional<Dialog> dialog = dialogs.find(tag.get(), request);
            if (dialog.isPresent()) {
                dialog.get().requested(incoming);
            } else if (!request.getMethod().equals("ACK") && !gateway.leaving()) {
                // While this gateway leaves, its dialogs are another's, and that one will say so.
                incoming.answer(481);
            }
        } else if (request.getMethod().equals("INVITE")) {
            gateway.own().ifPresentOrElse(line -> calling.rung(line, incoming), () -> incoming
                    .answer(calling.parts().messages().with(incoming.response(503), "Retry-After", "5")));
        } else if (!request.getMethod().equals("ACK")) {
            incoming.answer(481);
        }
    }

    @Override
    public void stray(Response response, Peer from) {
        gateway.calling().ifPresent(calling -> calling.parts().loop()
                .execute(() -> SipMessages.fromTag(response).flatMap(calling.parts().dialogs()::find)
                        .filter(Talk.class::isInstance).map(Talk.class::cast)
                        .ifPresent(talk -> talk.stray(response, from))));
    }
}
