package io.mediary.embedded.engine;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where the other side of a port is. What comes is taken from the first address that something useful came from, and from no other. What goes out
 * goes where the session description says; but when packets come from another host than it names, the other side is behind an address translation
 * that it does not know of, and they go back to where those come from (symmetric RTP, RFC 4961). A client that only sends from another *port* than
 * it listens on is believed: ffmpeg does so. Thread-safe.
 */
final class RtpSource {

    private final AtomicReference<InetSocketAddress> heard = new AtomicReference<>();
    private volatile InetSocketAddress target;

    /** The address in the session description, empty where it names none that can be used. */
    void described(Optional<InetSocketAddress> address) {
        target = address.orElse(null);
    }

    /** Whether a packet comes from where the first one came from; the first one settles that. */
    boolean accepts(InetSocketAddress from) {
        if (heard.compareAndSet(null, from)) {
            InetSocketAddress known = target;
            if (known == null || !known.getAddress().equals(from.getAddress())) {
                target = from;
            }
            return true;
        }
        return from.equals(heard.get());
    }

    /** Where to send. */
    Optional<InetSocketAddress> target() {
        return Optional.ofNullable(target);
    }
}
