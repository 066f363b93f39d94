package io.mediary.embedded.engine.sctp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first message of a data channel (RFC 8832).
 *
 * @param type reliability; the highest bit says unordered
 * @param label name of the channel
 * @param protocol subprotocol
 */
public record ChannelOpening(int type, String label, String protocol) {

    /** Payload protocol number of these messages. */
    public static final int PROTOCOL = 50;
    private static final int OPEN = 3;
    private static final int ACKNOWLEDGE = 2;
    private static final int HEADER = 12;

    /** Reads one; empty for anything else. */
    public static Optional<ChannelOpening> parse(byte[] message) {
        if (message.length < HEADER || message[0] != OPEN) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        int label = in.getShort(8) & 0xFFFF;
        int protocol = in.getShort(10) & 0xFFFF;
        if (HEADER + label + protocol > message.length) {
            return Optional.empty();
        }
        return Optional
                .of(new ChannelOpening(message[1] & 0xFF, new String(message, HEADER, label, StandardCharsets.UTF_8),
                        new String(message, HEADER + label, protocol, StandardCharsets.UTF_8)));
    }

    /** The message that accepts a channel. */
    public static byte[] acknowledgement() {
        return new byte[]{ACKNOWLEDGE};
    }

    /** Whether a message accepts a channel. */
    public static boolean isAcknowledgement(byte[] message) {
        return message.length > 0 && message[0] == ACKNOWLEDGE;
    }

    /** Whether the channel keeps the order of its messages. */
    public boolean ordered() {
        return (type & 0x80) == 0;
    }

    /** The message that opens the channel. */
    public byte[] toBytes() {
        byte[] name = label.getBytes(StandardCharsets.UTF_8);
        byte[] sub = protocol.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEADER + name.length + sub.length).put((byte) OPEN).put((byte) type)
                .putShort((short) 0).putInt(0)
                .putShort((short) name.length).putShort((short) sub.length).put(name).put(sub).array();
    }
}
