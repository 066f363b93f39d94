package io.mediary.sip.stack;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import javax.sip.ClientTransaction;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.header.RequireHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import gov.nist.javax.sip.header.Allow;
import gov.nist.javax.sip.header.Supported;
import gov.nist.javax.sip.header.Unsupported;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import io.mediary.signal.Signals;

/** Turns each event of JAIN-SIP into a call of a handler. What no handler has to know of is answered here. Thread-safe. */
final class Dispatch implements SipListener {

    private static final Logger LOG = Logger.getLogger(Dispatch.class);
    /** Methods that there are (RFC 3261 and the RFCs that added some): not ours is not the same as unknown. */
    private static final Set<String> KNOWN = Set.of("INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "INFO",
            "PRACK", "UPDATE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "REFER");
    private static final Set<String> SCHEMES = Set.of("sip", "sips", "tel");

    private final TreeMap<String, RequestHandler> handlers = new TreeMap<>();
    private final List<RequestHandler> each = new ArrayList<>();
    private final Set<String> supported = new TreeSet<>();
    private final List<StrayResponses> strays;
    private final Predicate<InetAddress> mayRepeat;
    private final Signals signals;

    /**
     * @param mayRepeat whether one more refusal may go to an address until it is acknowledged
     * @throws IllegalStateException where two handlers want one method
     */
    Dispatch(Iterable<RequestHandler> all, List<StrayResponses> strays, Predicate<InetAddress> mayRepeat,
            Signals signals) {
        this.mayRepeat = mayRepeat;
        this.strays = strays;
        this.signals = signals;
        all.forEach(handler -> {
            each.add(handler);
            supported.addAll(handler.supported());
            handler.methods().forEach(method -> {
                if (handlers.put(method, handler) != null) {
                    throw new IllegalStateException("two handlers for " + method);
                }
            });
        });
        signals.count(Arrived.UNSENT, 0);
    }

    @Override
    public void processRequest(RequestEvent event) {
        SIPRequest request = (SIPRequest) event.getRequest();
        Peer source = ((Channel) request.getMessageChannel()).peer();
        String method = request.getMethod();
        if (Request.ACK.equals(method)) {
            acknowledged(new Arrived(request, Optional.empty(), source, mayRepeat, signals));
            return;
        }
        try {
            ServerTransaction transaction = event.getServerTransaction() != null
                    ? event.getServerTransaction()
                    : ((SipProvider) event.getSource()).getNewServerTransaction(request);
            Arrived arrived = new Arrived(request, Optional.of(transaction), source, mayRepeat, signals);
            transaction.setApplicationData(arrived);
            handle(arrived);
        } catch (SipException none) {
            LOG.debugf("%s of %s has no transaction: %s", method, source, none.getMessage());
        }
    }

    private void handle(Arrived arrived) {
        SIPRequest request = (SIPRequest) arrived.request();
        try {
            Optional<Response> refusal = refusal(arrived, request);
            if (refusal.isPresent()) {
                arrived.answer(refusal.get());
            } else if (Request.CANCEL.equals(request.getMethod())) {
                cancelled(arrived);
            } else {
                handlers.get(request.getMethod()).handle(arrived);
            }
        } catch (RuntimeException | StackOverflowError broken) {
            LOG.errorf(broken, "%s of %s", request.getMethod(), arrived.source());
            arrived.answer(Response.SERVER_INTERNAL_ERROR);
        }
    }

    private Optional<Response> refusal(Arrived arrived, SIPRequest request) {
        String method = request.getMethod();
        if (Request.CANCEL.equals(method)) {
            return Optional.empty();
        }
        if (!handlers.containsKey(method)) {
            return Optional.of(described(
                    arrived.response(KNOWN.contains(method) ? Response.METHOD_NOT_ALLOWED : Response.NOT_IMPLEMENTED)));
        }
        if (!SCHEMES.contains(String.valueOf(request.getRequestURI().getScheme()).toLowerCase(java.util.Locale.ROOT))) {
            return Optional.of(arrived.response(Response.UNSUPPORTED_URI_SCHEME));
        }
        if (request.getMaxForwards() != null && request.getMaxForwards().getMaxForwards() == 0
                && request.getToTag() == null && !Request.OPTIONS.equals(method)) {
            return Optional.of(arrived.response(Response.TOO_MANY_HOPS));
        }
        return unsupported(arrived, request);
    }

    private Optional<Response> unsupported(Arrived arrived, SIPRequest request) {
        Set<String> ours = handlers.get(request.getMethod()).supported();
        Response response = null;
        for (Iterator<?> all = request.getHeaders(RequireHeader.NAME); all.hasNext();) {
            String option = ((RequireHeader) all.next()).getOptionTag();
            if (!ours.contains(option)) {
                response = response == null ? arrived.response(Response.BAD_EXTENSION) : response;
                Unsupported one = new Unsupported();
                try {
                    one.setOptionTag(option);
                } catch (java.text.ParseException none) {
                    throw new IllegalStateException(none);
                }
                response.addHeader(one);
            }
        }
        return Optional.ofNullable(response);
    }

    /** Whether a tag of ours is that of a dialog which goes on. From any thread. */
    boolean isDialog(String tag) {
        return each.stream().anyMatch(handler -> handler.isDialog(tag));
    }

    /** Says what there is: {@code Allow} and {@code Supported}. */
    Response described(Response response) {
        Set<String> methods = new TreeSet<>(handlers.keySet());
        if (methods.contains(Request.INVITE)) {
            methods.add(Request.CANCEL);
        }
        methods.forEach(method -> ((SIPResponse) response).addHeader(new Allow(method)));
        supported.forEach(option -> {
            Supported one = new Supported();
            try {
                one.setOptionTag(option);
            } catch (java.text.ParseException none) {
                throw new IllegalStateException(none);
            }
            response.addHeader(one);
        });
        return response;
    }

    private void cancelled(Arrived cancel) {
        SIPServerTransaction transaction = (SIPServerTransaction) cancel.transaction().orElseThrow();
        Object data = transaction.getCanceledInviteTransaction() == null
                ? null
                : transaction.getCanceledInviteTransaction().getApplicationData();
        if (!(data instanceof Arrived invite)) {
            cancel.answer(Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
            return;
        }
        Response ok = cancel.response(Response.OK);
        ((SIPResponse) ok).setToTag(invite.tag());
        cancel.answer(ok);
        if (!invite.isAnswered()) {
            handlers.get(Request.INVITE).cancelled(invite);
        }
    }

    private void acknowledged(Arrived ack) {
        RequestHandler handler = handlers.get(Request.ACK);
        if (handler != null) {
            try {
                handler.handle(ack);
            } catch (RuntimeException broken) {
                LOG.errorf(broken, "ACK of %s", ack.source());
            }
        }
    }

    @Override
    public void processResponse(ResponseEvent event) {
        Peer from = from((SIPResponse) event.getResponse());
        Optional<Exchange> exchange = exchange(event.getClientTransaction());
        boolean taken = exchange.isPresent() && exchange.get().response(event.getResponse(), from);
        if (!taken && event.getResponse().getStatusCode() >= Response.OK) {
            strays.forEach(stray -> stray.stray(event.getResponse(), from));
        }
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        if (!event.isServerTransaction()) {
            exchange(event.getClientTransaction()).ifPresent(Exchange::timeout);
        }
    }

    @Override
    public void processIOException(IOExceptionEvent event) {
        signals.count(Arrived.UNSENT);
        LOG.debugf("not sent to %s:%d", event.getHost(), event.getPort());
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {
        if (!event.isServerTransaction()) {
            // One that ended without telling: it broke, or lasted too long.
            exchange(event.getClientTransaction()).ifPresent(Exchange::timeout);
        }
    }

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {
        LOG.debug("JAIN-SIP knows a dialog, which it should not");
    }

    /** Who waits for the answers of a transaction. */
    static Optional<Exchange> exchange(ClientTransaction transaction) {
        return transaction != null && transaction.getApplicationData() instanceof Exchange exchange
                ? Optional.of(exchange)
                : Optional.empty();
    }

    private static Peer from(SIPResponse response) {
        String transport = response.getTopmostVia().getTransport();
        return new Peer(transport, new java.net.InetSocketAddress(response.getPeerPacketSourceAddress(),
                response.getPeerPacketSourcePort()));
    }
}
