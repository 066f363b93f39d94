package io.mediary.connection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.mediary.event.LogPosition;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Partition;

/**
 * Where an event stream stands, as its client carries it: so any instance goes on with it, and nobody has to acknowledge
 * anything. Written as base64url of: the format's number, the connection's id (16 bytes), the latest position's
 * milliseconds, then for each partition its number, how much earlier its position is, and the position's sequence; all
 * but the first two as numbers of seven bits a byte.
 *
 * @param connection the stream's connection (a UUID)
 * @param positions by partition
 */
public record EventCursor(String connection, Map<Integer, LogPosition> positions) {

    private static final int FORMAT = 1;
    private static final int LONGEST = 4096;

    /** Opaque to clients. */
    public String encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 + 10 * positions.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            UUID id = UUID.fromString(connection);
            out.writeByte(FORMAT);
            out.writeLong(id.getMostSignificantBits());
            out.writeLong(id.getLeastSignificantBits());
            long latest = positions.values().stream().mapToLong(LogPosition::millis).max().orElse(0);
            write(out, latest);
            for (Map.Entry<Integer, LogPosition> entry : new TreeMap<>(positions).entrySet()) {
                out.writeByte(entry.getKey());
                write(out, latest - entry.getValue().millis());
                write(out, entry.getValue().sequence());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** Reads what {@link #encode} wrote; fails with {@code syntax_error}. */
    public static EventCursor decode(String text) {
        try {
            if (text.length() > LONGEST) {
                throw malformed();
            }
            return read(new DataInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(text))));
        } catch (IOException | IllegalArgumentException broken) {
            throw malformed();
        }
    }

    private static EventCursor read(DataInputStream in) throws IOException {
        if (in.readByte() != FORMAT) {
            throw malformed();
        }
        String id = new UUID(in.readLong(), in.readLong()).toString();
        long latest = number(in);
        Map<Integer, LogPosition> positions = new TreeMap<>();
        while (in.available() > 0) {
            int partition = in.readUnsignedByte();
            long millis = latest - number(in);
            if (partition >= Partition.COUNT || millis < 0) {
                throw malformed();
            }
            positions.put(partition, new LogPosition(millis, number(in)));
        }
        return new EventCursor(id, positions);
    }

    private static void write(DataOutputStream out, long number) throws IOException {
        long rest = number;
        while (rest > 0x7f) {
            out.writeByte((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long number(DataInputStream in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = in.readUnsignedByte();
            number |= (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return number;
            }
        }
        throw malformed();
    }

    private static Failure malformed() {
        return Failure.of(ErrorCode.SYNTAX_ERROR, "Last-Event-ID");
    }
}
