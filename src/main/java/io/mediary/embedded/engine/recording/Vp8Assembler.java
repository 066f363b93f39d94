package io.mediary.embedded.engine.recording;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

import io.mediary.embedded.engine.rtp.RtpPacket;

/** VP8 (RFC 7741): a descriptor in each packet, and after it a piece of the frame. */
final class Vp8Assembler implements FrameAssembler {

    private static final int KEY_HEADER = 10;
    private static final int LARGEST_SIDE = 0x3FFF;

    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

    @Override
    public boolean add(RtpPacket packet) {
        byte[] b = packet.buffer();
        int at = packet.payloadOffset();
        int end = at + packet.payloadLength();
        int descriptor = descriptor(b, at, end);
        if (at + descriptor >= end || frame.size() + end - at > LARGEST) {
            return false;
        }
        frame.write(b, at + descriptor, end - at - descriptor);
        return true;
    }

    @Override
    public byte[] take() {
        byte[] whole = frame.toByteArray();
        frame.reset();
        return whole;
    }

    @Override
    public void clear() {
        frame.reset();
    }

    /** RFC 6386, 9.1. */
    @Override
    public Optional<VideoFormat> format(byte[] b) {
        if (b.length < KEY_HEADER || (b[0] & 1) != 0 || (b[3] & 0xFF) != 0x9D || b[4] != 0x01 || b[5] != 0x2A) {
            return Optional.empty();
        }
        int width = (b[6] & 0xFF | (b[7] & 0xFF) << 8) & LARGEST_SIDE;
        int height = (b[8] & 0xFF | (b[9] & 0xFF) << 8) & LARGEST_SIDE;
        return width == 0 || height == 0
                ? Optional.empty()
                : Optional.of(new VideoFormat("VP8", width, height, new byte[0]));
    }

    /** Its length; more than there is where the packet ends before it. */
    private static int descriptor(byte[] b, int from, int end) {
        int at = from + 1;
        if (from < end && (b[from] & 0x80) != 0 && at < end) {
            int extensions = b[at++];
            if ((extensions & 0x80) != 0 && at < end) {
                at += (b[at] & 0x80) != 0 ? 2 : 1;
            }
            at += (extensions & 0x40) != 0 ? 1 : 0;
            at += (extensions & 0x30) != 0 ? 1 : 0;
        }
        return at - from;
    }
}
