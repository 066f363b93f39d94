package io.mediary.sip.stack;

import java.text.ParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.mediary.signal.Signals;

/**
 * Takes what comes in: within the bounds of its source, it is parsed and looked at on one of the stack's threads, and goes on to the transactions.
 * Whatever comes, this survives it. Thread-safe.
 */
final class Intake implements Sink {

    /** What came; tag {@code kind}: request, response, malformed, flood, overload. */
    static final String RECEIVED = "mediary.sip.received";
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Budgets budgets;
    private final Predicate<Head> isAwaited;
    private final Lanes lanes;
    private final Function<Peer, Channel> channels;
    private final Function<SIPRequest, Boolean> isTooMuch;
    private final Signals signals;
    private volatile Sockets sockets;

    /**
     * @param isAwaited whether a message answers a request of ours, or is within a dialog
     * @param isTooMuch whether there is no room for this request's transaction
     */
    Intake(Budgets budgets, Predicate<Head> isAwaited, Lanes lanes, Function<Peer, Channel> channels,
            Function<SIPRequest, Boolean> isTooMuch, Signals signals) {
        this.budgets = budgets;
        this.isAwaited = isAwaited;
        this.lanes = lanes;
        this.channels = channels;
        this.isTooMuch = isTooMuch;
        this.signals = signals;
        for (String kind : new String[]{"request", "response", "malformed", "flood", "overload"}) {
            signals.count(RECEIVED, 0, "kind", kind);
        }
    }

    /** Where refusals go out. */
    void over(Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public void received(Peer peer, byte[] message, boolean whole) {
        Head head = Head.of(message);
        FloodGate.Verdict verdict = budgets.judge(peer, isAwaited.test(head));
        if (verdict != FloodGate.Verdict.PASS) {
            count("flood");
        }
        if (verdict == FloodGate.Verdict.DROP) {
            return;
        }
        boolean taken = lanes.offer(head.callId(), () -> look(peer, head, message, whole, verdict));
        if (!taken) {
            count("overload");
            sockets.close(peer, "too many messages wait");
        }
    }

    private void look(Peer peer, Head head, byte[] message, boolean whole, FloodGate.Verdict verdict) {
        if (verdict == FloodGate.Verdict.REFUSE) {
            refuse(Refusal.busy(), head, peer);
            return;
        }
        Faults faults = new Faults();
        int end = Head.end(message, 0, message.length);
        int body = end < 0 ? 0 : message.length - end;
        Optional<SIPMessage> parsed = parsed(cut(message, head, body), faults);
        try {
            if (head.isResponse()) {
                response(peer, head, parsed, faults);
            } else {
                request(peer, head, parsed, faults, body, whole);
            }
        } catch (RuntimeException | StackOverflowError | ParseException broken) {
            LOG.debugf(broken, "message of %s not handled", peer);
            malformed(peer, broken.getClass().getSimpleName());
        }
    }

    private Optional<SIPMessage> parsed(byte[] message, Faults faults) {
        try {
            return Optional.ofNullable(new StringMsgParser().parseSIPMessage(message, true, false, faults));
        } catch (ParseException | RuntimeException | StackOverflowError unreadable) {
            LOG.debugf("not parsed: %s", unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** Of a packet, what its Content-Length leaves: the rest is not part of the message (RFC 3261, 18.3). */
    private static byte[] cut(byte[] message, Head head, int body) {
        int length = head.contentLength(message.length).orElse(body);
        return length >= 0 && length < body ? Arrays.copyOf(message, message.length - body + length) : message;
    }

    private void response(Peer peer, Head head, Optional<SIPMessage> parsed, Faults faults) {
        if (parsed.isEmpty() || !Shape.isResponse(parsed.get(), head, faults.headers())) {
            malformed(peer, "response");
            return;
        }
        count("response");
        channels.apply(peer).took(parsed.get());
    }

    private void request(Peer peer, Head head, Optional<SIPMessage> parsed, Faults faults, int body, boolean whole)
            throws ParseException {
        if (parsed.isEmpty() || !(parsed.get() instanceof SIPRequest request)) {
            malformed(peer, "request");
            if (head.firstLine().contains("SIP/")) {
                refuse(new Refusal(400, "Bad Request"), head, peer);
            }
            return;
        }
        Optional<Refusal> wrong = whole
                ? Shape.wrong(head, request, faults.headers(), body, peer)
                : Optional.of(new Refusal(400, "Bad content-length"));
        if (wrong.isPresent()) {
            malformed(peer, wrong.get().reason());
            refuse(wrong.get(), head, peer);
            return;
        }
        Shape.mark(request, peer);
        if (isTooMuch.apply(request)) {
            count("overload");
            refuse(Refusal.busy(), head, peer);
            return;
        }
        count("request");
        channels.apply(peer).took(request);
    }

    private void refuse(Refusal refusal, Head head, Peer peer) {
        refusal.to(head, peer).ifPresent(text -> sockets.send(peer, text, false,
                why -> LOG.debugf("%d to %s not sent: %s", (Object) refusal.status(), peer, why)));
    }

    private void malformed(Peer peer, String what) {
        count("malformed");
        LOG.debugf("malformed message of %s: %s", peer, what);
    }

    private void count(String kind) {
        signals.count(RECEIVED, "kind", kind);
    }
}
