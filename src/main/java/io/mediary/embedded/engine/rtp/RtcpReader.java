package io.mediary.embedded.engine.rtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Takes an RTCP compound packet apart. Stateless; what is malformed is passed over. */
public final class RtcpReader {

    private static final int REMB = 0x52454D42;

    private RtcpReader() {
    }

    /** What an RTCP packet can say that matters here. */
    public interface Handler {

        /** The clocks of a source. */
        void senderReport(SenderReport report);

        /** How a source of this side is received. */
        void reception(ReportBlock block);

        /** Packets of a source of this side are wanted again. */
        void missing(long media, List<Integer> sequences);

        /** A key frame of a source of this side is wanted. */
        void keyFrameWanted(long media);

        /** The other side can take this many bits a second. */
        void bandwidth(long bitsPerSecond);
    }

    /** Reads all packets of a compound one. */
    public static void read(byte[] packet, Handler handler) {
        ByteBuffer in = ByteBuffer.wrap(packet);
        int at = 0;
        while (at + 8 <= packet.length) {
            int length = 4 + 4 * (in.getShort(at + 2) & 0xFFFF);
            if ((packet[at] & 0xC0) != 0x80 || at + length > packet.length) {
                return;
            }
            one(in.slice(at, length), packet[at] & 0x1F, packet[at + 1] & 0xFF, handler);
            at += length;
        }
    }

    private static void one(ByteBuffer in, int count, int type, Handler handler) {
        switch (type) {
            case 200 -> {
                if (in.limit() >= 28) {
                    handler.senderReport(
                            new SenderReport(in.getInt(4) & 0xFFFFFFFFL, in.getLong(8), in.getInt(16) & 0xFFFFFFFFL));
                    blocks(in, 28, count, handler);
                }
            }
            case 201 -> blocks(in, 8, count, handler);
            case 205 -> {
                if (count == 1 && in.limit() >= 16) {
                    handler.missing(in.getInt(8) & 0xFFFFFFFFL, sequences(in));
                }
            }
            case 206 -> payloadFeedback(in, count, handler);
            default -> {
                // Names, goodbyes and extended reports change nothing.
            }
        }
    }

    private static void payloadFeedback(ByteBuffer in, int format, Handler handler) {
        if (format == 1 && in.limit() >= 12) {
            handler.keyFrameWanted(in.getInt(8) & 0xFFFFFFFFL);
        } else if (format == 4 && in.limit() >= 20) {
            handler.keyFrameWanted(in.getInt(12) & 0xFFFFFFFFL);
        } else if (format == 15 && in.limit() >= 20 && in.getInt(12) == REMB) {
            int rate = in.getInt(16);
            handler.bandwidth((long) (rate & 0x3FFFF) << Math.min(40, rate >>> 18 & 0x3F));
        }
    }

    private static void blocks(ByteBuffer in, int from, int count, Handler handler) {
        for (int i = 0, at = from; i < count && at + 24 <= in.limit(); i++, at += 24) {
            int lost = in.getInt(at + 4);
            handler.reception(new ReportBlock(in.getInt(at) & 0xFFFFFFFFL, lost >>> 24, lost << 8 >> 8,
                    in.getInt(at + 8) & 0xFFFFFFFFL,
                    in.getInt(at + 12) & 0xFFFFFFFFL, in.getInt(at + 16) & 0xFFFFFFFFL,
                    in.getInt(at + 20) & 0xFFFFFFFFL));
        }
    }

    private static List<Integer> sequences(ByteBuffer in) {
        List<Integer> sequences = new ArrayList<>();
        for (int at = 12; at + 4 <= in.limit(); at += 4) {
            int first = in.getShort(at) & 0xFFFF;
            int mask = in.getShort(at + 2) & 0xFFFF;
            sequences.add(first);
            for (int bit = 0; bit < 16; bit++) {
                if ((mask & 1 << bit) != 0) {
                    sequences.add(first + bit + 1 & 0xFFFF);
                }
            }
        }
        return sequences;
    }
}
