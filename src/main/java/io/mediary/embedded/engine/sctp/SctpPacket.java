package io.mediary.embedded.engine.sctp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * An SCTP packet (RFC 9260).
 *
 * @param tag the verification tag
 * @param chunks in their order
 */
record SctpPacket(int tag, List<Chunk> chunks) {

    private static final int HEADER = 12;

    /** Reads a packet; empty when the checksum is wrong or a length contradicts. */
    static Optional<SctpPacket> parse(byte[] bytes) {
        if (bytes.length < HEADER
                || checksum(bytes) != ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(8)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Chunk> chunks = new ArrayList<>();
        for (int at = HEADER; at + 4 <= bytes.length;) {
            int length = in.getShort(at + 2) & 0xFFFF;
            if (length < 4 || at + length > bytes.length) {
                return Optional.empty();
            }
            chunks.add(
                    new Chunk(bytes[at] & 0xFF, bytes[at + 1] & 0xFF, Arrays.copyOfRange(bytes, at + 4, at + length)));
            at += (length + 3) / 4 * 4;
        }
        return Optional.of(new SctpPacket(in.getInt(4), chunks));
    }

    /** The packet as it goes out. */
    byte[] toBytes(int localPort, int remotePort) {
        int length = HEADER + chunks.stream().mapToInt(c -> (c.body().length + 7) / 4 * 4).sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putShort((short) localPort).putShort((short) remotePort).putInt(tag).putInt(0);
        for (Chunk chunk : chunks) {
            out.put((byte) chunk.type()).put((byte) chunk.flags()).putShort((short) (chunk.body().length + 4))
                    .put(chunk.body());
            out.position((out.position() + 3) / 4 * 4);
        }
        // The only field of SCTP with the low byte first.
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(8, checksum(out.array()));
        return out.array();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 8);
        crc.update(new byte[4]);
        crc.update(bytes, HEADER, bytes.length - HEADER);
        return (int) crc.getValue();
    }
}
