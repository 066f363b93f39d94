package io.mediary.embedded.engine.rtp;

/** Tells where a picture begins that needs no earlier one. Stateless. */
final class KeyFrames {

    private static final int H264_IDR = 5;
    private static final int H264_SPS = 7;
    private static final int H264_STAP_A = 24;
    private static final int H264_FU_A = 28;

    private KeyFrames() {
    }

    /** Whether a key frame begins in this packet. */
    static boolean startsIn(RtpPacket packet, String codec) {
        byte[] b = packet.buffer();
        int from = packet.payloadOffset();
        int end = from + packet.payloadLength();
        return switch (codec) {
            case "VP8" -> vp8(b, from, end);
            case "H264" -> h264(b, from, end);
            default -> packet.payloadLength() > 0;
        };
    }

    /** RFC 7741: first partition, first packet, and the inverse key frame bit of the frame header. */
    private static boolean vp8(byte[] b, int from, int end) {
        int at = from + 1;
        if (at >= end || (b[from] & 0x10) == 0 || (b[from] & 0x07) != 0) {
            return false;
        }
        if ((b[from] & 0x80) != 0) {
            int extensions = b[at++];
            if ((extensions & 0x80) != 0 && at < end) {
                at += (b[at] & 0x80) != 0 ? 2 : 1;
            }
            at += (extensions & 0x40) != 0 ? 1 : 0;
            at += (extensions & 0x30) != 0 ? 1 : 0;
        }
        return at < end && (b[at] & 0x01) == 0;
    }

    /** RFC 6184: parameter sets come before the picture, alone or in one aggregate with it. */
    private static boolean h264(byte[] b, int from, int end) {
        if (from + 1 >= end) {
            return false;
        }
        int type = b[from] & 0x1F;
        if (type == H264_FU_A) {
            return (b[from + 1] & 0x80) != 0 && (b[from + 1] & 0x1F) == H264_IDR;
        }
        if (type == H264_STAP_A) {
            return from + 3 < end && starts(b[from + 3] & 0x1F);
        }
        return starts(type);
    }

    private static boolean starts(int type) {
        return type == H264_SPS || type == H264_IDR;
    }
}
