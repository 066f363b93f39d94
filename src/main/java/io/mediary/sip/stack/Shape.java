package io.mediary.sip.stack;

import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.sip.InvalidArgumentException;
import javax.sip.address.SipURI;
import javax.sip.message.Request;

import gov.nist.javax.sip.header.MaxForwards;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;

/** Whether a message has the shape that RFC 3261 gives messages; what it means is looked at later. */
final class Shape {

    private static final List<String> NEEDED = List.of("via", "from", "to", "call-id", "cseq");
    private static final List<String> SINGLE = List.of("from", "to", "call-id", "cseq", "max-forwards",
            "content-length", "content-type", "expires");
    /** Section 7.1: single spaces, and none in the URI or behind. */
    private static final Pattern REQUEST_LINE = Pattern.compile("[\\w.!%*+`'~-]+ [^\\s<>\"]+ SIP/2\\.0",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER_VERSION = Pattern.compile("[\\w.!%*+`'~-]+ [^\\s<>\"]+ SIP/\\d+\\.\\d+",
            Pattern.CASE_INSENSITIVE);
    private static final String COOKIE = "z9hG4bK";
    private static final long HIGHEST_CSEQ = 1L << 31;
    private static final int HIGHEST_FORWARDS = 255;
    private static final int HIGHEST_PORT = 65_535;
    private static final int USUAL_FORWARDS = 70;

    private Shape() {
    }

    /**
     * What is wrong with a request.
     *
     * @param body how many bytes came behind the head
     */
    static Optional<Refusal> wrong(Head head, SIPRequest request, List<String> faults, int body, Peer source) {
        if (!REQUEST_LINE.matcher(head.firstLine()).matches()) {
            return OTHER_VERSION.matcher(head.firstLine()).matches()
                    ? refusal(505, "Version Not Supported")
                    : refusal(400, "Bad request line");
        }
        for (String name : NEEDED) {
            if (head.all(name).isEmpty()) {
                return refusal(400, "No " + name);
            }
        }
        for (String name : SINGLE) {
            if (head.all(name).size() > 1) {
                return refusal(400, "More than one " + name);
            }
        }
        if (!faults.isEmpty()) {
            return refusal(400, "Bad " + faults.get(0));
        }
        return needed(request, source).or(() -> length(head, body)).or(() -> complete(request));
    }

    /** Whether a response has what it must have, and can be for somebody here. */
    static boolean isResponse(SIPMessage response, Head head, List<String> faults) {
        return faults.isEmpty() && NEEDED.stream().noneMatch(name -> head.all(name).isEmpty())
                && response.getTopmostVia() != null && response.getFrom() != null && response.getTo() != null
                && response.getCallId() != null && response.getCSeq() != null
                && response.getFrom().getTag() != null && response.getViaHeaders().size() == 1;
    }

    private static Optional<Refusal> needed(SIPRequest request, Peer source) {
        Via via = request.getTopmostVia();
        if (via == null || request.getFrom() == null || request.getTo() == null || request.getCallId() == null
                || request.getCSeq() == null || request.getRequestURI() == null) {
            return refusal(400, "Incomplete");
        }
        if (request.getRequestURI() instanceof SipURI uri && uri.getHeaderNames().hasNext()) {
            return refusal(400, "Headers in the Request-URI");
        }
        if (!source.transport().equalsIgnoreCase(via.getTransport())) {
            return refusal(400, "Via names another transport");
        }
        if (via.getPort() > HIGHEST_PORT) {
            // No response could be sent there, and its transaction would wait for one.
            return refusal(400, "Bad port");
        }
        if (COOKIE.equalsIgnoreCase(via.getBranch())) {
            return refusal(400, "Bad branch");
        }
        if (!request.getMethod().equals(request.getCSeq().getMethod())) {
            return refusal(400, "CSeq names another method");
        }
        if (request.getCSeq().getSeqNumber() < 0 || request.getCSeq().getSeqNumber() >= HIGHEST_CSEQ) {
            return refusal(400, "Bad cseq");
        }
        if (request.getMaxForwards() != null && (request.getMaxForwards().getMaxForwards() < 0
                || request.getMaxForwards().getMaxForwards() > HIGHEST_FORWARDS)) {
            return refusal(400, "Bad max-forwards");
        }
        if (Request.INVITE.equals(request.getMethod())
                && (request.getContactHeaders() == null || request.getContactHeaders().size() != 1)) {
            return refusal(400, "One Contact, please");
        }
        return Optional.empty();
    }

    /** What JAIN-SIP asks of single methods. Requests of RFC 2543 have no Max-Forwards. */
    private static Optional<Refusal> complete(SIPRequest request) {
        try {
            if (request.getMaxForwards() == null) {
                request.setHeader(new MaxForwards(USUAL_FORWARDS));
            }
            request.checkHeaders();
            return Optional.empty();
        } catch (ParseException | InvalidArgumentException missing) {
            return refusal(400, "Incomplete for this method");
        }
    }

    private static Optional<Refusal> length(Head head, int body) {
        Optional<Integer> stated = head.contentLength(Integer.MAX_VALUE);
        if (stated.isPresent() && (stated.get() < 0 || stated.get() > body)) {
            return refusal(400, "Bad content-length");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(int status, String reason) {
        return Optional.of(new Refusal(status, reason));
    }

    /** Notes in the top Via where the request came from; answers go there and nowhere else. */
    static void mark(SIPRequest request, Peer source) throws ParseException {
        Via via = request.getTopmostVia();
        via.removeParameter(Via.MADDR);
        via.setParameter(Via.RECEIVED, source.host());
        if (via.hasParameter(Via.RPORT)) {
            via.setParameter(Via.RPORT, Integer.toString(source.port()));
        }
    }
}
