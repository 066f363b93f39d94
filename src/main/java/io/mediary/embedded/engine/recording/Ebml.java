package io.mediary.embedded.engine.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The binary form of Matroska's elements (RFC 8794): number, size, content. Stateless. */
final class Ebml {

    /** The size of an element whose end is not known yet, in eight bytes. */
    static final long UNKNOWN = 0x00FFFFFFFFFFFFFFL;

    private static final int VOID = 0xEC;
    private static final int LONGEST_SIZE = 8;
    /** What one byte of size can say; all ones would mean an unknown size. */
    private static final int LARGEST_SHORT = 126;

    private Ebml() {
    }

    /** An element that contains these, one after the other. */
    static byte[] element(int id, byte[]... contents) {
        int length = Arrays.stream(contents).mapToInt(c -> c.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 12);
        out.writeBytes(id(id));
        out.writeBytes(size(length));
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    /** An unsigned integer in as few bytes as it needs. */
    static byte[] unsigned(int id, long value) {
        int length = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8);
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return element(id, Arrays.copyOfRange(all, Long.BYTES - length, Long.BYTES));
    }

    /** A real number of eight bytes. */
    static byte[] real(int id, double value) {
        return element(id, ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }

    /** A text. */
    static byte[] text(int id, String value) {
        return element(id, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing, of exactly so many bytes, at least two: room for what is written later. */
    static byte[] nothing(int bytes) {
        boolean small = bytes - 2 <= LARGEST_SHORT;
        ByteBuffer out = ByteBuffer.allocate(bytes).put((byte) VOID);
        out.put(small ? size(bytes - 2) : longSize(bytes - 1 - LONGEST_SIZE));
        return out.array();
    }

    /** An element's number; its length is in its first bits. */
    static byte[] id(int id) {
        int length = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(id) + 7) / 8);
        byte[] all = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
        return Arrays.copyOfRange(all, Integer.BYTES - length, Integer.BYTES);
    }

    /** A size in as few bytes as it needs. */
    static byte[] size(long size) {
        int length = 1;
        while (size >= (1L << 7 * length) - 1) {
            length++;
        }
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(size | 1L << 7 * length).array();
        return Arrays.copyOfRange(all, Long.BYTES - length, Long.BYTES);
    }

    /** A size in eight bytes, so that it can be overwritten by another. */
    static byte[] longSize(long size) {
        return ByteBuffer.allocate(LONGEST_SIZE).putLong(size | 1L << 56).array();
    }
}
