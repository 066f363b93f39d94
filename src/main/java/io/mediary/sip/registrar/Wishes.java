package io.mediary.sip.registrar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.sip.address.SipURI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.message.Response;

import gov.nist.javax.sip.header.ims.Path;
import gov.nist.javax.sip.header.ims.PathHeader;
import gov.nist.javax.sip.message.SIPRequest;
import io.mediary.config.SipConfig;
import io.mediary.sip.registrar.Bindings.Lasting;
import io.mediary.sip.registrar.Bindings.Wish;
import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.Peer;

/** Reads what a REGISTER asks for (RFC 3261, 10.3). Thread-safe. */
final class Wishes {

    private static final int NAME = 12;
    /** Of a contact, in characters. */
    private static final int LONGEST = 1024;

    private final SipConfig.Registration config;
    private final List<String> trusted;
    private final String gateway;

    /** @param trusted addresses of proxies @param gateway this instance */
    Wishes(SipConfig.Registration config, List<String> trusted, String gateway) {
        this.config = config;
        this.trusted = trusted;
        this.gateway = gateway;
    }

    /** What is not granted, by the status of its answer. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status) {
            super("REGISTER " + status, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * Reads.
     *
     * @throws Refused where it asks for what it must not
     */
    Wish of(Incoming incoming, String user) {
        SIPRequest request = (SIPRequest) incoming.request();
        List<ContactHeader> contacts = new ArrayList<>();
        for (Iterator<?> all = request.getHeaders(ContactHeader.NAME); all.hasNext();) {
            contacts.add((ContactHeader) all.next());
        }
        Optional<Integer> expires = Optional.ofNullable((ExpiresHeader) request.getHeader(ExpiresHeader.NAME))
                .map(ExpiresHeader::getExpires);
        String callId = request.getCallId().getCallId();
        long cseq = request.getCSeq().getSeqNumber();
        if (contacts.stream().anyMatch(ContactHeader::isWildCard)) {
            if (contacts.size() > 1 || !expires.equals(Optional.of(0))) {
                throw new Refused(Response.BAD_REQUEST);
            }
            return new Wish(user, callId, cseq, true, List.of());
        }
        if (contacts.size() > config.contacts()) {
            throw new Refused(Response.FORBIDDEN);
        }
        List<String> path = path(request);
        if (!path.isEmpty() && !trusted.contains(incoming.source().host())) {
            // It would lead calls anywhere: proxies alone say which way they are reached.
            throw new Refused(Response.FORBIDDEN);
        }
        List<Lasting> wanted = contacts.stream().map(contact -> lasting(contact, expires, path, incoming.source()))
                .toList();
        return new Wish(user, callId, cseq, false, wanted);
    }

    private Lasting lasting(ContactHeader contact, Optional<Integer> expires, List<String> path, Peer source) {
        if (contact.getAddress() == null || !(contact.getAddress().getURI() instanceof SipURI uri)
                || uri.getHost() == null || uri.getHeaderNames().hasNext() || uri.toString().length() > LONGEST) {
            throw new Refused(Response.BAD_REQUEST);
        }
        long seconds = contact.getExpires() >= 0
                ? contact.getExpires()
                : expires.orElse((int) config.usual().toSeconds());
        if (seconds > 0 && seconds < config.shortest().toSeconds()) {
            throw new Refused(Response.INTERVAL_TOO_BRIEF);
        }
        long millis = 1_000 * Math.min(seconds, config.longest().toSeconds());
        return new Lasting(name(uri), millis, new Binding(uri.toString(), path, source.transport(), source.host(),
                source.port(), gateway));
    }

    private static List<String> path(SIPRequest request) {
        List<String> path = new ArrayList<>();
        for (Iterator<?> all = request.getHeaders(PathHeader.NAME); all.hasNext();) {
            path.add(((Path) all.next()).getHeaderValue());
        }
        return path;
    }

    /** The same for equal URIs (section 19.1.4), as far as contacts differ. */
    private static String name(SipURI uri) {
        String text = String.join("|", Boolean.toString(uri.isSecure()), String.valueOf(uri.getUser()),
                uri.getHost().toLowerCase(Locale.ROOT), Integer.toString(uri.getPort()),
                String.valueOf(uri.getTransportParam()).toLowerCase(Locale.ROOT), String.valueOf(uri.getMAddrParam()));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, NAME));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}
