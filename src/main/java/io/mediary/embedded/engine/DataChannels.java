package io.mediary.embedded.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.sctp.ChannelOpening;
import io.mediary.embedded.engine.sctp.DataMessage;
import io.mediary.embedded.engine.sctp.SctpAssociation;
import io.mediary.embedded.engine.sdp.RemoteTransport;

/**
 * The data channels of a peer. What a channel brings goes to the graph; what the graph brings goes to the channel it came from in an echo, else
 * to the channel with the same label, which is opened when there is none. Everything but {@link #send} and {@link #tick} runs on the transport's
 * data executor.
 */
final class DataChannels implements SctpAssociation.Handler {

    private static final Logger LOG = Logger.getLogger(DataChannels.class);
    private static final int MAX_CHANNELS = 1024;
    private static final int TEXT = 51;
    private static final int BINARY = 53;
    private static final int EMPTY_TEXT = 56;
    private static final int EMPTY_BINARY = 57;
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);

    private final GraphElement owner;
    private final PeerTransport transport;
    private final PeerEvents events;
    private final PeerFlows flows;
    private final SctpAssociation association;
    private final Map<Integer, ChannelOpening> channels = new HashMap<>();
    private final boolean begins;
    private int nextStream;
    private volatile long connectAt;
    private volatile boolean connecting;
    private volatile boolean busy;

    DataChannels(GraphElement owner, PeerTransport transport, PeerEvents events, PeerFlows flows,
            RemoteTransport remote) {
        this.owner = owner;
        this.transport = transport;
        this.events = events;
        this.flows = flows;
        // The DTLS client opens channels with even numbers (RFC 8832).
        begins = remote.dtlsClient();
        nextStream = begins ? 0 : 1;
        association = new SctpAssociation(remote.sctpPort(), transport::sendData, this);
    }

    /** The transport is up. Browsers begin the association themselves; after a while this side does. */
    void connected() {
        connectAt = System.nanoTime() + PATIENCE;
        connecting = begins;
    }

    /** A record from the other side. */
    void received(byte[] packet) {
        association.receive(packet, System.nanoTime());
        busy = !association.isIdle();
    }

    /** A message from the graph. */
    void send(DataMessage message) {
        transport.onDataExecutor(() -> {
            deliver(message);
            busy = !association.isIdle();
        });
    }

    /** What is due from time to time. */
    void tick(long now) {
        boolean connect = connecting && now - connectAt >= 0;
        if (connect) {
            connecting = false;
        }
        if (connect || busy) {
            transport.onDataExecutor(() -> {
                if (connect) {
                    association.connect(now);
                }
                association.tick(now);
                busy = !association.isIdle();
            });
        }
    }

    @Override
    public void established() {
        LOG.debug("data channels are up");
    }

    @Override
    public void message(int stream, int protocol, byte[] bytes) {
        switch (protocol) {
            case ChannelOpening.PROTOCOL -> control(stream, bytes);
            case TEXT, EMPTY_TEXT -> forward(stream, true, protocol == TEXT ? bytes : new byte[0]);
            case BINARY, EMPTY_BINARY -> forward(stream, false, protocol == BINARY ? bytes : new byte[0]);
            default -> LOG.debugf("data of the unknown protocol %d", protocol);
        }
    }

    @Override
    public void closed(List<Integer> streams) {
        for (int stream : streams.isEmpty() ? List.copyOf(channels.keySet()) : streams) {
            if (channels.remove(stream) != null) {
                events.tell(l -> l.dataChannelClosed(stream));
            }
        }
    }

    @Override
    public void ended() {
        closed(List.of());
    }

    private void control(int stream, byte[] bytes) {
        if (ChannelOpening.isAcknowledgement(bytes)) {
            if (channels.containsKey(stream)) {
                events.tell(l -> l.dataChannelOpened(stream));
            }
            return;
        }
        ChannelOpening.parse(bytes).filter(o -> channels.size() < MAX_CHANNELS).ifPresent(opening -> {
            channels.put(stream, opening);
            transmit(stream, ChannelOpening.PROTOCOL, ChannelOpening.acknowledgement(), true);
            events.tell(l -> l.dataChannelOpened(stream));
        });
    }

    private void forward(int stream, boolean text, byte[] bytes) {
        flows.out(MediaKind.DATA, System.nanoTime());
        // A channel that both applications agreed on is never announced.
        ChannelOpening channel = channels.size() < MAX_CHANNELS
                ? channels.computeIfAbsent(stream, s -> new ChannelOpening(0, "", ""))
                : channels.getOrDefault(stream, new ChannelOpening(0, "", ""));
        owner.forward(new DataMessage(owner, stream, channel.label(), channel.protocol(), text, bytes));
    }

    private void deliver(DataMessage message) {
        if (!association.isEstablished()) {
            return;
        }
        int stream = message.origin() == owner ? message.channel() : channelFor(message);
        if (stream < 0) {
            return;
        }
        ChannelOpening channel = channels.get(stream);
        boolean empty = message.bytes().length == 0;
        int protocol = message.text() ? empty ? EMPTY_TEXT : TEXT : empty ? EMPTY_BINARY : BINARY;
        transmit(stream, protocol, empty ? new byte[1] : message.bytes(), channel == null || channel.ordered());
        flows.in(MediaKind.DATA, System.nanoTime());
    }

    private int channelFor(DataMessage message) {
        for (Map.Entry<Integer, ChannelOpening> channel : channels.entrySet()) {
            if (channel.getValue().label().equals(message.label())) {
                return channel.getKey();
            }
        }
        while (channels.containsKey(nextStream)) {
            nextStream += 2;
        }
        if (channels.size() >= MAX_CHANNELS || nextStream >= 65535) {
            LOG.warn("a message is lost: too many data channels");
            return -1;
        }
        ChannelOpening opening = new ChannelOpening(0, message.label(), message.protocol());
        channels.put(nextStream, opening);
        transmit(nextStream, ChannelOpening.PROTOCOL, opening.toBytes(), true);
        return nextStream;
    }

    private void transmit(int stream, int protocol, byte[] bytes, boolean ordered) {
        if (!association.send(stream, protocol, bytes, ordered, System.nanoTime())) {
            LOG.warn("a message is lost: the other side takes data too slowly");
        }
    }
}
