package io.mediary.sip.stack;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.StatusLine;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.ParseExceptionListener;

/** The headers of one message that its parser could not read. Those that nobody acts on are left out (RFC 3261, 16.3: be liberal). For one thread. */
final class Faults implements ParseExceptionListener {

    private static final Set<String> MATTER = Set.of("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq",
            "content-length", "l", "content-type", "c", "max-forwards", "contact", "m", "route", "record-route",
            "require", "proxy-require", "expires", "authorization", "proxy-authorization", "session-expires", "x",
            "min-se", "content-disposition", "event", "refer-to", "replaces", "rack", "rseq", "path");

    private final List<String> headers = new ArrayList<>();

    @Override
    @SuppressWarnings("rawtypes")
    public void handleException(ParseException trouble, SIPMessage message, Class kind, String header, String whole)
            throws ParseException {
        if (RequestLine.class.equals(kind) || StatusLine.class.equals(kind)) {
            throw trouble;
        }
        int colon = header == null ? -1 : header.indexOf(':');
        String name = colon < 0 ? "header" : header.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        if (colon < 0 || MATTER.contains(name)) {
            headers.add(name);
        } else {
            message.addUnparsed(header);
        }
    }

    /** What could not be read, by name; nothing of what the peer wrote otherwise. */
    List<String> headers() {
        return headers;
    }
}
