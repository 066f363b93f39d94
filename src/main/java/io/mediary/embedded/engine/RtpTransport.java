package io.mediary.embedded.engine;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.IntPredicate;

import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.embedded.engine.sdp.MediaLine;
import io.mediary.embedded.engine.sdp.RtpAddress;
import io.mediary.embedded.engine.sdp.RtpPorts;
import io.mediary.embedded.engine.udp.UdpPair;
import io.mediary.embedded.engine.udp.UdpPort;
import io.mediary.embedded.engine.udp.UdpPorts;

/** Plain RTP and RTCP of one m-line, on a pair of ports of its own. Thread-safe. */
final class RtpTransport implements MediaTransport, AutoCloseable {

    private static final int RTP_HEADER = 12;
    private static final int RTCP_HEADER = 8;

    private final UdpPorts ports;
    private final UdpPair pair;
    private final RtpSource rtp = new RtpSource();
    private final RtpSource rtcp;
    private final boolean mux;
    private volatile boolean closed;

    /**
     * Binds the ports; what comes before {@link #start} is lost.
     *
     * @param mux whether RTP and RTCP share the first of them (RFC 5761)
     * @throws java.io.UncheckedIOException when none are free
     */
    RtpTransport(UdpPorts ports, boolean mux) {
        this.ports = ports;
        this.mux = mux;
        pair = ports.open();
        rtcp = mux ? rtp : new RtpSource();
        if (mux) {
            pair.rtcp().close();
        }
    }

    /** The numbers for the description of this side. */
    RtpPorts numbers() {
        return new RtpPorts(pair.rtp().number(), control().number());
    }

    /** Sends to and takes from the other side from now on; only packets with payload types of the line are its. */
    void start(MediaLine line, RtpAddress remote, PeerMedia media) {
        rtp.described(reachable(remote.rtp()));
        if (!mux) {
            rtcp.described(reachable(remote.rtcp()));
        }
        IntPredicate known = type -> line.incoming().stream().mapToInt(Codec::payloadType).anyMatch(t -> t == type);
        pair.rtp().handler((from, packet) -> {
            if (isMedia(packet, known)) {
                if (rtp.accepts(from)) {
                    media.received(packet);
                }
            } else if (isControl(packet)) {
                control(from, packet, media);
            }
        });
        pair.rtcp().handler((from, packet) -> {
            if (isControl(packet)) {
                control(from, packet, media);
            }
        });
    }

    @Override
    public boolean isConnected() {
        return !closed && rtp.target().isPresent();
    }

    @Override
    public boolean sendRtp(byte[] packet) {
        return !closed && rtp.target().map(to -> pair.rtp().send(packet, to)).orElse(false);
    }

    @Override
    public void sendRtcp(byte[] packet) {
        if (!closed) {
            rtcp.target().ifPresent(to -> control().send(packet, to));
        }
    }

    @Override
    public void close() {
        closed = true;
        pair.close();
    }

    private UdpPort control() {
        return mux ? pair.rtp() : pair.rtcp();
    }

    private void control(InetSocketAddress from, byte[] packet, PeerMedia media) {
        if (rtcp.accepts(from)) {
            media.receivedControl(packet);
        }
    }

    private Optional<InetSocketAddress> reachable(Optional<InetSocketAddress> address) {
        return address.filter(a -> ports.reaches(a.getAddress()));
    }

    /** RFC 5761, 4: who shares a port does not agree on payload types that look like these second bytes. */
    private static boolean isControl(byte[] packet) {
        return packet.length >= RTCP_HEADER && (packet[0] & 0xC0) == 0x80 && (packet[1] & 0xFF) >= 192
                && (packet[1] & 0xFF) <= 223;
    }

    private static boolean isMedia(byte[] packet, IntPredicate known) {
        return packet.length >= RTP_HEADER && (packet[0] & 0xC0) == 0x80 && known.test(packet[1] & 0x7F);
    }
}
