package io.mediary.embedded.engine.ice;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Candidate;
import org.ice4j.ice.CandidateType;

/**
 * A candidate as the text of an SDP (RFC 8839), in Kurento's form.
 *
 * @param foundation of the candidate
 * @param priority 1 to 2^31-1
 * @param address and port, UDP
 * @param type host, srflx, prflx or relay
 */
record CandidateText(String foundation, long priority, TransportAddress address, CandidateType type) {

    private static final int MAX_LENGTH = 1024;
    private static final Pattern LINE = Pattern.compile(
            "(?:a=)?candidate:([A-Za-z0-9+/]{1,32}) 1 ([A-Za-z]+) (\\d{1,10}) ([0-9A-Fa-f.:]+) (\\d{1,5}) typ (host|srflx|prflx|relay)(?: .*)?");

    /** Reads one; empty for what this side cannot use: TCP, another component, a name in place of an address, garbage. */
    static Optional<CandidateText> parse(String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher match = LINE.matcher(text.trim());
        if (!match.matches() || !match.group(2).equalsIgnoreCase("udp")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(match.group(5));
        long priority = Long.parseLong(match.group(3));
        // A dotted or colon form is taken as it is; anything else would be looked up in the DNS.
        if (port < 1 || port > 65535 || priority > Integer.MAX_VALUE
                || !match.group(4).matches("\\d{1,3}(\\.\\d{1,3}){3}|.*:.*:.*")) {
            return Optional.empty();
        }
        try {
            TransportAddress address = new TransportAddress(InetAddress.getByName(match.group(4)), port, Transport.UDP);
            return Optional
                    .of(new CandidateText(match.group(1), priority, address, CandidateType.parse(match.group(6))));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The text of one of ice4j's candidates. */
    static String of(Candidate<?> candidate) {
        TransportAddress address = candidate.getTransportAddress();
        return "candidate:" + candidate.getFoundation() + " 1 UDP " + candidate.getPriority() + " "
                + address.getHostAddress() + " "
                + address.getPort() + " typ " + candidate.getType().toString().toLowerCase(Locale.ROOT);
    }
}
