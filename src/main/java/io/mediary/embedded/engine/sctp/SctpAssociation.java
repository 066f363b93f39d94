package io.mediary.embedded.engine.sctp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An SCTP association inside DTLS (RFC 8831). It waits for the other side to begin, as browsers do at once; {@link #connect} begins itself, for
 * another engine. For one thread.
 */
public final class SctpAssociation {

    private static final int PORT = 5000;
    private static final int STREAMS = 65535;
    private static final long REPEAT = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_SETUP_REPEATS = 10;
    private static final int COOKIE_PARAMETER = 7;

    private enum State {
        CLOSED,
        COOKIE_WAIT,
        COOKIE_ECHOED,
        ESTABLISHED,
        ENDED
    }

    private final int remotePort;
    private final Consumer<byte[]> network;
    private final Handler handler;
    private final SecureRandom random = new SecureRandom();
    private final byte[] cookie = new byte[16];
    private final int localTag;
    private final int firstNumber;
    private final StreamReset resets;
    private State state = State.CLOSED;
    private int remoteTag;
    private int remoteFirst;
    private long remoteWindow;
    private SctpReceiver receiver;
    private SctpSender sender;
    private Chunk setup;
    private int setupTag;
    private int setupRepeats;
    private long repeatAt;

    /** Takes what the association yields. */
    public interface Handler {

        /** Messages can be sent from now on. */
        void established();

        /** A whole message. */
        void message(int stream, int protocol, byte[] bytes);

        /** The other side closed streams, all for an empty list; this side's half is closed too. */
        void closed(List<Integer> streams);

        /** The association is over. */
        void ended();
    }

    /**
     * An association that waits.
     *
     * @param remotePort of the other side, from its SDP
     * @param network takes packets
     */
    public SctpAssociation(int remotePort, Consumer<byte[]> network, Handler handler) {
        this.remotePort = remotePort;
        this.network = network;
        this.handler = handler;
        random.nextBytes(cookie);
        localTag = random.nextInt() | 1;
        firstNumber = random.nextInt();
        resets = new StreamReset(firstNumber);
    }

    /** Begins itself, unless the other side has begun. */
    public void connect(long now) {
        if (state == State.CLOSED && setup == null && remoteTag == 0) {
            state = State.COOKIE_WAIT;
            setUp(new Chunk(Chunk.INIT, 0, initBody(new byte[0])), 0, now);
        }
    }

    /** Whether messages can be sent. */
    public boolean isEstablished() {
        return state == State.ESTABLISHED;
    }

    /** Whether {@link #tick} has nothing to do. */
    public boolean isIdle() {
        return setup == null && (sender == null || sender.idle()) && resets.idle();
    }

    /**
     * Sends a message.
     *
     * @return false when there is no association, or too much waits already
     */
    public boolean send(int stream, int protocol, byte[] bytes, boolean ordered, long now) {
        return state == State.ESTABLISHED && sender.send(stream, protocol, bytes, ordered, now);
    }

    /** Takes a packet; one with a wrong checksum or tag is passed over. */
    public void receive(byte[] bytes, long now) {
        SctpPacket packet = SctpPacket.parse(bytes).orElse(null);
        if (packet == null || packet.chunks().isEmpty() || state == State.ENDED) {
            return;
        }
        boolean init = packet.chunks().get(0).type() == Chunk.INIT;
        if (packet.tag() != (init ? 0 : localTag)) {
            return;
        }
        boolean data = false;
        for (Chunk chunk : packet.chunks()) {
            data |= chunk.type() == Chunk.DATA || chunk.type() == Chunk.FORWARD_TSN;
            try {
                chunk(chunk, now);
            } catch (IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
                send(Chunk.of(Chunk.ABORT));
                end();
            }
            if (state == State.ENDED) {
                return;
            }
        }
        if (data && receiver != null) {
            send(receiver.acknowledgement());
        }
    }

    /** Repeats what was not answered in time. */
    public void tick(long now) {
        if (sender != null) {
            sender.tick(now);
            if (sender.dead()) {
                end();
                return;
            }
        }
        if (now - repeatAt < 0) {
            return;
        }
        repeatAt = now + REPEAT;
        resets.repeat().forEach(this::send);
        if (setup != null && setupRepeats++ < MAX_SETUP_REPEATS) {
            send(setupTag, setup);
        } else {
            setup = null;
        }
    }

    private void chunk(Chunk chunk, long now) {
        switch (chunk.type()) {
            case Chunk.INIT -> init(chunk);
            case Chunk.INIT_ACK -> initAcknowledged(chunk, now);
            case Chunk.COOKIE_ECHO -> cookie(chunk);
            case Chunk.COOKIE_ACK -> establish();
            case Chunk.HEARTBEAT -> send(new Chunk(Chunk.HEARTBEAT_ACK, 0, chunk.body()));
            case Chunk.ABORT, Chunk.SHUTDOWN_COMPLETE -> end();
            case Chunk.SHUTDOWN -> send(Chunk.of(Chunk.SHUTDOWN_ACK));
            case Chunk.SHUTDOWN_ACK -> {
                send(Chunk.of(Chunk.SHUTDOWN_COMPLETE));
                end();
            }
            default -> established(chunk, now);
        }
    }

    private void established(Chunk chunk, long now) {
        if (state != State.ESTABLISHED) {
            return;
        }
        switch (chunk.type()) {
            case Chunk.DATA -> receiver.data(chunk);
            case Chunk.FORWARD_TSN -> receiver.forward(chunk.reader().getInt());
            case Chunk.SACK -> sender.acknowledged(chunk, now);
            case Chunk.RE_CONFIG -> {
                List<List<Integer>> closed = new ArrayList<>();
                List<Chunk> answers = resets.received(chunk, receiver.cumulative(), sender.last(), closed);
                repeatAt = now + REPEAT;
                for (List<Integer> streams : closed) {
                    handler.closed(streams);
                    streams.forEach(sender::reset);
                }
                answers.forEach(this::send);
            }
            default -> {
                // Extensions that were not agreed on.
            }
        }
    }

    private void init(Chunk chunk) {
        if (state == State.ESTABLISHED && chunk.reader().getInt() != remoteTag) {
            return;
        }
        remember(chunk);
        byte[] parameter = ByteBuffer.allocate(4 + cookie.length).putShort((short) COOKIE_PARAMETER)
                .putShort((short) (4 + cookie.length)).put(cookie)
                .array();
        send(new Chunk(Chunk.INIT_ACK, 0, initBody(parameter)));
    }

    private void initAcknowledged(Chunk chunk, long now) {
        if (state != State.COOKIE_WAIT) {
            return;
        }
        remember(chunk);
        ByteBuffer in = chunk.reader().position(16);
        while (in.remaining() >= 4) {
            int start = in.position();
            int type = in.getShort(start) & 0xFFFF;
            int length = in.getShort(start + 2) & 0xFFFF;
            if (length < 4 || length > in.remaining()) {
                throw new IllegalArgumentException("parameter too long");
            }
            if (type == COOKIE_PARAMETER) {
                state = State.COOKIE_ECHOED;
                setUp(new Chunk(Chunk.COOKIE_ECHO, 0, Arrays.copyOfRange(chunk.body(), start + 4, start + length)),
                        remoteTag, now);
            }
            in.position(Math.min(in.limit(), start + (length + 3) / 4 * 4));
        }
    }

    private void cookie(Chunk chunk) {
        if (Arrays.equals(chunk.body(), cookie)) {
            send(Chunk.of(Chunk.COOKIE_ACK));
            establish();
        }
    }

    private void remember(Chunk init) {
        ByteBuffer in = init.reader();
        remoteTag = in.getInt();
        remoteWindow = in.getInt() & 0xFFFFFFFFL;
        remoteFirst = in.getInt(12);
    }

    private void establish() {
        if (state == State.ESTABLISHED || remoteTag == 0) {
            return;
        }
        state = State.ESTABLISHED;
        setup = null;
        receiver = new SctpReceiver(remoteFirst, handler::message);
        sender = new SctpSender(firstNumber, remoteWindow, this::send);
        handler.established();
    }

    /** Tag, window, streams, first number; then the extensions: closing of streams, and partial reliability. */
    private byte[] initBody(byte[] parameter) {
        ByteBuffer out = ByteBuffer.allocate(28 + parameter.length);
        out.putInt(localTag).putInt(SctpReceiver.WINDOW).putShort((short) STREAMS).putShort((short) STREAMS)
                .putInt(firstNumber);
        out.putShort((short) 0xC000).putShort((short) 4);
        out.putShort((short) 0x8008).putShort((short) 6).put((byte) Chunk.RE_CONFIG).put((byte) Chunk.FORWARD_TSN)
                .putShort((short) 0);
        return out.put(parameter).array();
    }

    private void setUp(Chunk chunk, int tag, long now) {
        setup = chunk;
        setupTag = tag;
        setupRepeats = 0;
        repeatAt = now + REPEAT;
        send(tag, chunk);
    }

    private void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            setup = null;
            handler.ended();
        }
    }

    private void send(Chunk chunk) {
        send(remoteTag, chunk);
    }

    private void send(int tag, Chunk chunk) {
        network.accept(new SctpPacket(tag, List.of(chunk)).toBytes(PORT, remotePort));
    }
}
