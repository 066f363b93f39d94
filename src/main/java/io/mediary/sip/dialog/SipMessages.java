package io.mediary.sip.dialog;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.AllowHeader;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;

import io.mediary.sip.stack.SipEndpoint;

/** Makes and reads the messages of dialogs (RFC 3261). Thread-safe. */
final class SipMessages {

    /** The kind of body that describes media. */
    static final String SDP = "application/sdp";
    /** What we take within a dialog. */
    private static final List<String> ALLOW = List.of("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE");

    private static final int HOPS = 70;

    private final SipEndpoint sip;

    SipMessages(SipEndpoint sip) {
        this.sip = sip;
    }

    /** What came was not as it should be, or what was to be made could not be. */
    static final class Malformed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Malformed(Exception cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /**
     * A request in a dialog (section 12.2.1.1), or the one that begins it.
     *
     * @param transport by which it leaves
     */
    Request request(Ends ends, String method, long seq, String transport) {
        try {
            URI target = sip.addresses().createURI(ends.target());
            List<String> routes = new ArrayList<>(ends.routes());
            if (!routes.isEmpty() && !isLoose(routes.get(0))) {
                target = sip.addresses().createAddress(routes.remove(0)).getURI();
                routes.add("<" + ends.target() + ">");
            }
            FromHeader from = sip.headers().createFromHeader(address(ends.local()), ends.localTag());
            ToHeader to = sip.headers().createToHeader(address(ends.remote()), ends.remoteTag().orElse(null));
            CallIdHeader callId = sip.headers().createCallIdHeader(ends.callId());
            CSeqHeader number = sip.headers().createCSeqHeader(seq, method);
            List<Header> via = new ArrayList<>(List.of(sip.via(transport)));
            Request request = sip.messages().createRequest(target, method, callId, number, from, to, via,
                    sip.headers().createMaxForwardsHeader(HOPS));
            for (String route : routes) {
                request.addLast(sip.headers().createRouteHeader(address(route)));
            }
            return request;
        } catch (ParseException | InvalidArgumentException | SipException e) {
            throw new Malformed(e);
        }
    }

    /** The CANCEL of an INVITE that has been sent (section 9.1). */
    Request cancel(Request invite) {
        try {
            CSeqHeader number = sip.headers().createCSeqHeader(seq(invite), "CANCEL");
            Request cancel = sip.messages().createRequest(invite.getRequestURI(), "CANCEL",
                    (CallIdHeader) invite.getHeader(CallIdHeader.NAME), number,
                    (FromHeader) invite.getHeader(FromHeader.NAME), (ToHeader) invite.getHeader(ToHeader.NAME),
                    new ArrayList<>(List.of(invite.getHeader(ViaHeader.NAME))),
                    sip.headers().createMaxForwardsHeader(HOPS));
            Iterator<?> routes = invite.getHeaders("Route");
            while (routes.hasNext()) {
                cancel.addLast((Header) routes.next());
            }
            return cancel;
        } catch (ParseException | InvalidArgumentException | SipException e) {
            throw new Malformed(e);
        }
    }

    private boolean isLoose(String route) throws ParseException {
        return !(address(route).getURI() instanceof SipURI uri) || uri.hasLrParam();
    }

    private Address address(String text) throws ParseException {
        return sip.addresses().createAddress(text);
    }

    /** The URI of a text. */
    URI uri(String text) {
        try {
            return sip.addresses().createURI(text);
        } catch (ParseException e) {
            throw new Malformed(e);
        }
    }

    /** A request out of its text. */
    Request parse(String text) {
        try {
            return sip.messages().createRequest(text);
        } catch (ParseException e) {
            throw new Malformed(e);
        }
    }

    /** Adds a header, or takes the place of one. */
    <M extends Message> M with(M message, String name, String value) {
        try {
            message.setHeader(sip.headers().createHeader(name, value));
            return message;
        } catch (ParseException e) {
            throw new Malformed(e);
        }
    }

    /** Adds where we are reached, and what we take. */
    <M extends Message> M reachable(M message, String user, String transport) {
        message.setHeader(sip.contact(user, transport));
        message.removeHeader(AllowHeader.NAME);
        for (String method : ALLOW) {
            try {
                message.addHeader(sip.headers().createAllowHeader(method));
            } catch (ParseException e) {
                throw new Malformed(e);
            }
        }
        return with(message, "Supported", "timer");
    }

    /** Sets the body. */
    <M extends Message> M body(M message, String type, String content) {
        try {
            String[] words = type.split("/");
            message.setContent(content.getBytes(StandardCharsets.UTF_8),
                    sip.headers().createContentTypeHeader(words[0], words[1]));
            return message;
        } catch (ParseException e) {
            throw new Malformed(e);
        }
    }

    /** The kind of a message's body, lower case; empty where it has none. */
    static String bodyType(Message message) {
        ContentTypeHeader type = (ContentTypeHeader) message.getHeader(ContentTypeHeader.NAME);
        return body(message).isEmpty() || type == null
                ? ""
                : (type.getContentType() + "/" + type.getContentSubType()).toLowerCase(Locale.ROOT);
    }

    /** A message's body as text; empty where it has none. */
    static String body(Message message) {
        byte[] raw = message.getRawContent();
        return raw == null ? "" : new String(raw, StandardCharsets.UTF_8);
    }

    /** The description in a message. */
    static Optional<String> sdp(Message message) {
        return bodyType(message).equals(SDP) ? Optional.of(body(message)) : Optional.empty();
    }

    /** A header's value. */
    static Optional<String> value(Message message, String name) {
        return Optional.ofNullable(message.getHeader(name)).map(SipMessages::value);
    }

    private static String value(Header header) {
        String text = header.toString();
        return text.substring(text.indexOf(':') + 1).trim();
    }

    /** The values of all headers of a name, in order. */
    static List<String> values(Message message, String name) {
        List<String> values = new ArrayList<>();
        Iterator<?> all = message.getHeaders(name);
        while (all.hasNext()) {
            values.add(value((Header) all.next()));
        }
        return values;
    }

    /** The whole number that a header begins with: {@code 1800;refresher=uac}. */
    static Optional<Integer> number(Message message, String name) {
        return value(message, name).map(text -> text.split("[;\\s]")[0]).filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf);
    }

    /** The dialog's routes as the message's Record-Routes name them. @param reversed as who called sees them */
    static List<String> routes(Message message, boolean reversed) {
        List<String> routes = values(message, "Record-Route");
        if (reversed) {
            Collections.reverse(routes);
        }
        return List.copyOf(routes);
    }

    /** Where the other end wants to be reached; empty where it does not say. */
    static Optional<String> target(Message message) {
        ContactHeader contact = (ContactHeader) message.getHeader(ContactHeader.NAME);
        return contact == null || contact.getAddress() == null || contact.getAddress().isWildcard()
                ? Optional.empty()
                : Optional.of(contact.getAddress().getURI().toString());
    }

    /** Who is called, by their tag; empty where there is none. */
    static Optional<String> toTag(Message message) {
        return Optional.ofNullable(((ToHeader) message.getHeader(ToHeader.NAME)).getTag());
    }

    /** Who calls, by their tag; empty where there is none. */
    static Optional<String> fromTag(Message message) {
        return Optional.ofNullable(((FromHeader) message.getHeader(FromHeader.NAME)).getTag());
    }

    /** The Call-ID. */
    static String callId(Message message) {
        return ((CallIdHeader) message.getHeader(CallIdHeader.NAME)).getCallId();
    }

    /** The number of a request, or that a response is for. */
    static long seq(Message message) {
        return ((CSeqHeader) message.getHeader(CSeqHeader.NAME)).getSeqNumber();
    }

    /** The words of all headers of a name, lower case. */
    static Set<String> words(Message message, String name) {
        return values(message, name).stream()
                .flatMap(value -> Stream.of(value.toLowerCase(Locale.ROOT).split("[\\s,]+")))
                .collect(Collectors.toSet());
    }

    /** The words behind a response's status. */
    static String phrase(Response response) {
        return response.getReasonPhrase() == null ? "" : response.getReasonPhrase();
    }
}
