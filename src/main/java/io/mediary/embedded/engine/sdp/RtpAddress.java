package io.mediary.embedded.engine.sdp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the other side says that it receives an m-line of plain RTP.
 *
 * @param rtp empty when that is to be learned from its packets: it gave a name, which nobody looks up here, a group's address, or the discard port
 * @param rtcp by `a=rtcp` (RFC 3605), or else the port behind, or with `a=rtcp-mux` the same; empty as above
 * @param held the address is all zeros: nothing may be sent there (RFC 3264, 8.4)
 */
public record RtpAddress(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp, boolean held) {

    private static final Pattern CONNECTION = Pattern.compile("IN IP[46] ([^ /]+)(?:/.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern RTCP = Pattern.compile("(\\d{1,5})(?: +(IN IP[46] .+))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int DISCARD = 9;
    private static final int LAST_PORT = 65_535;

    /** Reads the address of a section, or else the session's. */
    public static RtpAddress of(SessionDescription description, MediaSection section) {
        String connection = section.connection().isEmpty() ? description.connection() : section.connection();
        Optional<InetAddress> host = host(connection);
        boolean held = host.filter(InetAddress::isAnyLocalAddress).isPresent();
        Optional<InetSocketAddress> rtp = socket(host, section.port());
        if (section.has("rtcp-mux")) {
            return new RtpAddress(rtp, rtp, held);
        }
        Matcher own = RTCP.matcher(section.attribute("rtcp").orElse(""));
        if (!own.matches()) {
            return new RtpAddress(rtp, rtp.flatMap(r -> socket(host, r.getPort() + 1)), held);
        }
        Optional<InetAddress> ownHost = own.group(2) == null ? host : host(own.group(2));
        return new RtpAddress(rtp, socket(ownHost, Integer.parseInt(own.group(1))), held);
    }

    private static Optional<InetSocketAddress> socket(Optional<InetAddress> host, int port) {
        return port == 0 || port == DISCARD || port > LAST_PORT
                ? Optional.empty()
                : host.filter(h -> !h.isAnyLocalAddress() && !h.isMulticastAddress())
                        .map(h -> new InetSocketAddress(h, port));
    }

    private static Optional<InetAddress> host(String connection) {
        Matcher match = CONNECTION.matcher(connection);
        return match.matches() ? literal(match.group(1)) : Optional.empty();
    }

    /** Never asks a name server: only what is surely a number goes to the library. */
    private static Optional<InetAddress> literal(String host) {
        try {
            if (host.indexOf(':') >= 0) {
                return Optional.of(InetAddress.getByName("[" + host + "]"));
            }
            Matcher match = IPV4.matcher(host);
            if (!match.matches()) {
                return Optional.empty();
            }
            byte[] address = new byte[4];
            for (int i = 0; i < address.length; i++) {
                int octet = Integer.parseInt(match.group(i + 1));
                if (octet > 255) {
                    return Optional.empty();
                }
                address[i] = (byte) octet;
            }
            return Optional.of(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
