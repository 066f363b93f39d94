package io.mediary.embedded.engine.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.mediary.embedded.engine.rtp.RtpPacket;

/** H264 (RFC 6184) of packetization mode 0 or 1, into units with their lengths before them, as files have them. */
final class H264Assembler implements FrameAssembler {

    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int DELIMITER = 9;
    private static final int LAST_SINGLE = 23;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int FIRST = 0x80;
    private static final int LAST = 0x40;

    private final List<byte[]> units = new ArrayList<>();
    private final ByteArrayOutputStream fragment = new ByteArrayOutputStream();
    private int size;
    private byte[] sps = new byte[0];
    private byte[] pps = new byte[0];

    @Override
    public boolean add(RtpPacket packet) {
        byte[] b = packet.buffer();
        int at = packet.payloadOffset();
        int end = at + packet.payloadLength();
        size += packet.payloadLength();
        if (at >= end || size > LARGEST) {
            return false;
        }
        int type = b[at] & 0x1F;
        return switch (type) {
            case STAP_A -> aggregate(b, at + 1, end);
            case FU_A -> fragment(b, at, end);
            default -> type <= LAST_SINGLE && unit(Arrays.copyOfRange(b, at, end));
        };
    }

    @Override
    public byte[] take() {
        ByteBuffer frame = ByteBuffer.allocate(units.stream().mapToInt(u -> Integer.BYTES + u.length).sum());
        units.forEach(u -> frame.putInt(u.length).put(u));
        clear();
        return frame.array();
    }

    @Override
    public void clear() {
        units.clear();
        fragment.reset();
        size = 0;
    }

    @Override
    public Optional<VideoFormat> format(byte[] keyFrame) {
        if (sps.length < 4 || pps.length == 0 || sps.length + pps.length > 512) {
            return Optional.empty();
        }
        // ISO 14496-15, 5.3.3.1: lengths of four bytes, one set of each kind.
        byte[] configuration = ByteBuffer.allocate(11 + sps.length + pps.length).put((byte) 1).put(sps, 1, 3)
                .put((byte) 0xFF).put((byte) 0xE1).putShort((short) sps.length).put(sps).put((byte) 1)
                .putShort((short) pps.length).put(pps).array();
        return H264Picture.of(sps).map(p -> new VideoFormat("H264", p.width(), p.height(), configuration));
    }

    private boolean aggregate(byte[] b, int from, int end) {
        int at = from;
        while (at + 2 <= end) {
            int length = (b[at] & 0xFF) << 8 | b[at + 1] & 0xFF;
            at += 2;
            if (length == 0 || at + length > end || !unit(Arrays.copyOfRange(b, at, at + length))) {
                return false;
            }
            at += length;
        }
        return at == end;
    }

    private boolean fragment(byte[] b, int at, int end) {
        if (at + 2 >= end) {
            return false;
        }
        int header = b[at + 1];
        boolean first = (header & FIRST) != 0;
        if (first != (fragment.size() == 0)) {
            return false;
        }
        if (first) {
            fragment.write(b[at] & 0xE0 | header & 0x1F);
        }
        fragment.write(b, at + 2, end - at - 2);
        if ((header & LAST) != 0) {
            byte[] whole = fragment.toByteArray();
            fragment.reset();
            return unit(whole);
        }
        return true;
    }

    /** Parameter sets are kept for the file's beginning, and stay where they are too: a later one may be another. */
    private boolean unit(byte[] unit) {
        int type = unit[0] & 0x1F;
        if (type == SPS) {
            sps = unit;
        } else if (type == PPS) {
            pps = unit;
        }
        if (type != DELIMITER) {
            units.add(unit);
        }
        return true;
    }
}
