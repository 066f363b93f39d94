package io.mediary.sip.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import gov.nist.javax.sip.header.Server;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import io.mediary.signal.Signals;

/** A request that arrived, in its transaction. */
final class Arrived implements Incoming {

    /** Messages that could not be sent. */
    static final String UNSENT = "mediary.sip.unsent";
    private static final Logger LOG = Logger.getLogger(Arrived.class);

    private final SIPRequest request;
    private final Optional<ServerTransaction> transaction;
    private final Peer source;
    private final Predicate<InetAddress> mayRepeat;
    private final Signals signals;
    private final String tag;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile boolean begun;

    /** @param mayRepeat whether one more refusal may go to an address again and again until it is acknowledged */
    Arrived(SIPRequest request, Optional<ServerTransaction> transaction, Peer source,
            Predicate<InetAddress> mayRepeat, Signals signals) {
        this.mayRepeat = mayRepeat;
        this.request = request;
        this.transaction = transaction;
        this.source = source;
        this.signals = signals;
        String theirs = request.getToTag();
        this.tag = theirs == null ? Words.random() : theirs;
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
            if (isForAnybody(response) && (!hasBegun() || !mayRepeat.test(source.address().getAddress()))) {
                once(response);
                return;
            }
            begun = true;
            transaction.get().sendResponse(response);
        } catch (SipException | InvalidArgumentException | IOException | RuntimeException unsent) {
            signals.count(UNSENT);
            LOG.debugf("%d to %s not sent: %s", (Object) response.getStatusCode(), source, unsent.getMessage());
        }
    }

    /**
     * Whether it refuses an INVITE that may have come from anywhere: sources of UDP packets can be forged, and a transaction would send the refusal
     * eleven times. Who has heard nothing else asks again where it was lost (RFC 3261, section 8.2.7).
     */
    private boolean isForAnybody(Response response) {
        return response.getStatusCode() >= 300 && !source.isConnection() && request.getToTag() == null
                && Request.INVITE.equals(request.getMethod());
    }

    /** Whether it has been told that it is looked at: then its sender does not ask again. */
    private boolean hasBegun() {
        return begun || ((SIPServerTransaction) transaction.orElseThrow()).getLastResponseStatusCode() >= 100;
    }

    private void once(Response response) throws SipException, IOException {
        Peer to = WayBack.of(request, source, true);
        ((Channel) request.getMessageChannel()).sendMessage((SIPResponse) response, to.address().getAddress(),
                to.port());
        transaction.orElseThrow().terminate();
    }

    @Override
    public Peer back() {
        return WayBack.of(request, source, true);
    }

    /** Whether it has its final response. */
    boolean isAnswered() {
        return answered.get();
    }
}
