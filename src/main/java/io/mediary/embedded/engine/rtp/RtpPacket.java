package io.mediary.embedded.engine.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An RTP packet (RFC 3550) in the clear, as it came in. It is shared by all receivers: nobody writes to its buffer.
 *
 * @param buffer the whole packet
 * @param marker the marker bit
 * @param payloadType 0–127
 * @param sequence 0–65535
 * @param timestamp 32 bits
 * @param ssrc 32 bits
 * @param payloadOffset where the payload begins
 * @param payloadLength without padding, 0 for a packet of padding alone
 * @param extensionOffset where the header extension's elements begin, 0 without
 * @param extensionLength bytes of these elements
 */
public record RtpPacket(byte[] buffer, boolean marker, int payloadType, int sequence, long timestamp, long ssrc,
        int payloadOffset,
        int payloadLength, int extensionOffset, int extensionLength) {

    private static final int HEADER = 12;
    private static final int ONE_BYTE_PROFILE = 0xBEDE;

    /** Reads a packet; empty when its lengths contradict each other. */
    public static Optional<RtpPacket> parse(byte[] packet) {
        if (packet.length < HEADER || (packet[0] & 0xC0) != 0x80) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(packet);
        int offset = HEADER + 4 * (packet[0] & 0x0F);
        int end = packet.length;
        int extensionOffset = 0;
        int extensionLength = 0;
        if ((packet[0] & 0x10) != 0) {
            if (offset + 4 > end) {
                return Optional.empty();
            }
            extensionLength = 4 * (in.getShort(offset + 2) & 0xFFFF);
            extensionOffset = (in.getShort(offset) & 0xFFFF) == ONE_BYTE_PROFILE ? offset + 4 : 0;
            offset += 4 + extensionLength;
        }
        if ((packet[0] & 0x20) != 0) {
            end -= packet[packet.length - 1] & 0xFF;
        }
        if (offset > end) {
            return Optional.empty();
        }
        return Optional.of(new RtpPacket(packet, (packet[1] & 0x80) != 0, packet[1] & 0x7F, in.getShort(2) & 0xFFFF,
                in.getInt(4) & 0xFFFFFFFFL,
                in.getInt(8) & 0xFFFFFFFFL, offset, end - offset, extensionOffset,
                extensionOffset == 0 ? 0 : extensionLength));
    }

    /** A header extension as text: the mid. */
    public Optional<String> text(int id) {
        int at = find(id);
        return at < 0
                ? Optional.empty()
                : Optional.of(new String(buffer, at + 1, (buffer[at] & 0x0F) + 1, StandardCharsets.US_ASCII));
    }

    /** The first byte of a header extension, -1 without. */
    public int octet(int id) {
        int at = find(id);
        return at < 0 ? -1 : buffer[at + 1] & 0xFF;
    }

    private int find(int id) {
        int at = extensionOffset;
        int end = extensionOffset + extensionLength;
        while (id > 0 && at < end) {
            int element = (buffer[at] & 0xF0) >> 4;
            int length = (buffer[at] & 0x0F) + 1;
            if (element == 15) {
                return -1;
            }
            if (element == id && at + 1 + length <= end) {
                return at;
            }
            at += buffer[at] == 0 ? 1 : 1 + length;
        }
        return -1;
    }
}
