package io.mediary.sip.audio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.SocketAddress;

/**
 * One telephone's audio on its way to the media server: RTP at an even port, its RTCP at the next. What is no key goes on as it came.
 * The media server itself sends to the telephone, past this. Packets of one source are taken, another one's only where that one
 * has been silent. Thread-safe.
 */
public final class AudioTap {

    private static final Logger LOG = Logger.getLogger(AudioTap.class);
    private static final long SILENT = Duration.ofSeconds(1).toNanos();
    private static final int HEADER = 12;
    /** Nobody presses more keys a second; each is a command. */
    private static final int MOST_KEYS = 32;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final InetAddress address;
    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private final int port;
    private volatile Optional<Way> way = Optional.empty();
    private volatile Map<Integer, Integer> rates = Map.of();
    private volatile Consumer<Key> pressed = key -> {
    };
    private Optional<SocketAddress> source = Optional.empty();
    private long heard;
    private long second;
    private int keys;
    private TelephoneEvents events = new TelephoneEvents(System::nanoTime);

    /**
     * Where a media server takes audio.
     *
     * @param rtp in figures
     * @param rtcp in figures
     */
    public record Way(InetSocketAddress rtp, InetSocketAddress rtcp) {
    }

    /** Both sockets are bound, on one event loop. @param address by which the telephone reaches them */
    AudioTap(InetAddress address, DatagramSocket rtp, DatagramSocket rtcp) {
        this.address = address;
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.port = rtp.localAddress().port();
        rtp.handler(this::audio);
        rtcp.handler(packet -> way.ifPresent(to -> pass(rtcp, packet.data(), to.rtcp())));
        rtp.exceptionHandler(broken -> LOG.debugf("%s: %s", this, broken.getMessage()));
        rtcp.exceptionHandler(broken -> LOG.debugf("%s: %s", this, broken.getMessage()));
    }

    /** Where the telephone sends. */
    public InetAddress address() {
        return address;
    }

    /** The port of RTP there. */
    public int port() {
        return port;
    }

    /** What comes goes there from now on. */
    public void lead(Way to) {
        way = Optional.of(to);
    }

    /**
     * Keys are told from now on.
     *
     * @param rates by the payload types of keys, units a second
     * @param then told each key, on an event loop
     */
    public void listen(Map<Integer, Integer> rates, Consumer<Key> then) {
        pressed = then;
        this.rates = Map.copyOf(rates);
    }

    /** Nothing goes on, and the ports are free. */
    public void close() {
        way = Optional.empty();
        for (DatagramSocket socket : List.of(rtp, rtcp)) {
            socket.close().onFailure(failure -> LOG.warnf("%s is not closed: %s", this, failure.getMessage()));
        }
    }

    private void audio(DatagramPacket packet) {
        Buffer data = packet.data();
        if (data.length() < HEADER || (data.getByte(0) & 0xC0) != 0x80 || !isFrom(packet.sender())) {
            return;
        }
        Integer rate = rates.get(data.getByte(1) & 0x7F);
        if (rate != null) {
            events.heard(data.getInt(4), rate, payload(data)).forEach(this::tell);
        } else {
            way.ifPresent(to -> pass(rtp, data, to.rtp()));
            events.passed().forEach(this::tell);
        }
    }

    private void tell(Key key) {
        long now = System.nanoTime();
        if (now - second > SECOND) {
            second = now;
            keys = 0;
        }
        if (++keys <= MOST_KEYS) {
            pressed.accept(key);
        }
    }

    private boolean isFrom(SocketAddress sender) {
        long now = System.nanoTime();
        if (source.filter(sender::equals).isEmpty()) {
            if (source.isPresent() && now - heard < SILENT) {
                return false;
            }
            source = Optional.of(sender);
            events = new TelephoneEvents(System::nanoTime);
        }
        heard = now;
        return true;
    }

    /** What follows the header, its sources and its extension (RFC 3550, section 5). */
    private static byte[] payload(Buffer data) {
        int start = HEADER + 4 * (data.getByte(0) & 0x0F);
        if ((data.getByte(0) & 0x10) != 0 && data.length() >= start + 4) {
            start += 4 + 4 * data.getUnsignedShort(start + 2);
        }
        byte[] all = data.getBytes();
        return Arrays.copyOfRange(all, Math.min(start, all.length), all.length);
    }

    private void pass(DatagramSocket by, Buffer data, InetSocketAddress to) {
        by.send(data, to.getPort(), to.getAddress().getHostAddress())
                .onFailure(failure -> LOG.debugf("%s: %s", this, failure.getMessage()));
    }

    @Override
    public String toString() {
        return "audio by port " + port;
    }
}
