package io.mediary.sip.stack;

import java.text.ParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import gov.nist.javax.sip.header.Server;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.mediary.signal.Signals;

/** A request that arrived, in its transaction. */
final class Arrived implements Incoming {

    /** Messages that could not be sent. */
    static final String UNSENT = "mediary.sip.unsent";
    private static final Logger LOG = Logger.getLogger(Arrived.class);

    private final SIPRequest request;
    private final Optional<ServerTransaction> transaction;
    private final Peer source;
    private final Signals signals;
    private final String tag;
    private final AtomicBoolean answered = new AtomicBoolean();

    Arrived(SIPRequest request, Optional<ServerTransaction> transaction, Peer source, Signals signals) {
        this.request = request;
        this.transaction = transaction;
        this.source = source;
        this.signals = signals;
        String theirs = request.getToTag();
        this.tag = theirs == null
                ? Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, Character.MAX_RADIX)
                : theirs;
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public Peer source() {
        return source;
    }

    @Override
    public Optional<ServerTransaction> transaction() {
        return transaction;
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public Response response(int status) {
        try {
            SIPResponse response = request.createResponse(status);
            if (status != Response.TRYING) {
                response.getTo().setTag(tag);
            }
            Server server = new Server();
            server.addProductToken("Mediary");
            response.setHeader(server);
            return response;
        } catch (ParseException wrong) {
            throw new IllegalArgumentException("status " + status, wrong);
        }
    }

    @Override
    public void answer(Response response) {
        if (transaction.isEmpty() || answered.get()
                || response.getStatusCode() >= 200 && !answered.compareAndSet(false, true)) {
            return;
        }
        try {
            transaction.get().sendResponse(response);
        } catch (SipException | InvalidArgumentException | RuntimeException unsent) {
            signals.count(UNSENT);
            LOG.debugf("%d to %s not sent: %s", (Object) response.getStatusCode(), source, unsent.getMessage());
        }
    }

    /** Whether it has its final response. */
    boolean isAnswered() {
        return answered.get();
    }
}
