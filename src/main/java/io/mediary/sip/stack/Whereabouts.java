package io.mediary.sip.stack;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import javax.sip.address.SipURI;
import javax.sip.address.URI;

import io.mediary.config.SipConfig;
import io.smallrye.mutiny.Uni;

/** Where this gateway is, and where others are. Thread-safe. */
final class Whereabouts {

    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
    /** Only asked which way leads there (RFC 5737); nothing is sent. */
    private static final InetSocketAddress OUTSIDE = new InetSocketAddress("192.0.2.1", 9);

    private final SipConfig config;
    private final Sockets sockets;
    private final LookUps names = new LookUps();
    private final String advertised;
    private final Set<String> ours = new HashSet<>();

    /** Looks at this machine's addresses, once. */
    Whereabouts(SipConfig config, Sockets sockets) {
        this.config = config;
        this.sockets = sockets;
        boolean everywhere = EVERYWHERE.contains(config.host());
        this.advertised = config.advertisedHost().orElseGet(() -> everywhere ? wayOut() : config.host());
        ours.add(plain(advertised));
        ours.add(plain(config.host()));
        config.domains().orElse(List.of()).forEach(domain -> ours.add(plain(domain)));
        if (everywhere) {
            ours.addAll(addresses());
        }
    }

    /** What stands in Via and Contact. */
    String advertised() {
        return advertised;
    }

    /** That in figures; fails with {@link UnreachableException}. */
    Uni<InetAddress> address() {
        return names.find(plain(advertised));
    }

    /** Whether a URI's host is this system. */
    boolean isOurs(SipURI uri) {
        return uri.getHost() != null && ours.contains(plain(uri.getHost()));
    }

    /** Where a request for a URI goes; fails with {@link UnreachableException}. */
    Uni<Peer> resolve(URI next) {
        if (!(next instanceof SipURI uri) || uri.getHost() == null) {
            return Uni.createFrom().failure(new UnreachableException("no SIP address: " + next.getScheme()));
        }
        String transport = Optional.ofNullable(uri.getTransportParam()).map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !uri.isSecure()).orElse(uri.isSecure() ? "tls" : usual());
        if (!sockets.has(transport)) {
            return Uni.createFrom().failure(new UnreachableException("no transport " + transport + " here"));
        }
        String host = Optional.ofNullable(uri.getMAddrParam()).orElse(uri.getHost());
        int port = uri.getPort() > 0 ? uri.getPort() : "tls".equals(transport) ? 5061 : 5060;
        return names.find(host).map(address -> new Peer(transport, new InetSocketAddress(address, port)));
    }

    /** No more look-ups. */
    void stop() {
        names.stop();
    }

    private String usual() {
        return sockets.transports().get(0);
    }

    private static String plain(String host) {
        // A dot at the end is the same host: nobody leaves out the proof of who it is by that.
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    private static String wayOut() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(OUTSIDE);
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress()
                    ? InetAddress.getLoopbackAddress().getHostAddress()
                    : local.getHostAddress();
        } catch (IOException | java.io.UncheckedIOException noWay) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    private static Set<String> addresses() {
        Set<String> all = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .forEach(address -> all.add(address.getHostAddress().replaceAll("%.*", "")));
        } catch (SocketException unknown) {
            throw new IllegalStateException("this machine's addresses cannot be read", unknown);
        }
        return all;
    }
}
