package io.mediary.embedded.engine.recording;

import java.util.Optional;

/**
 * The size of an H264 picture, from the sequence parameter set (ITU-T H.264, 7.3.2.1.1).
 *
 * @param width in pixels
 * @param height in pixels
 */
record H264Picture(int width, int height) {

    private static final int LARGEST = 16_384;
    private static final int MACROBLOCK = 16;

    /** Reads a parameter set; empty where it is damaged, or of a profile that browsers and telephones do not send. */
    static Optional<H264Picture> of(byte[] sps) {
        try {
            return read(new Bits(sps));
        } catch (ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static Optional<H264Picture> read(Bits bits) {
        bits.skip(8);
        int profile = bits.take(8);
        bits.skip(16);
        bits.golomb();
        int chroma = 1;
        if (profile == 100 || profile == 110 || profile == 122 || profile == 244) {
            chroma = bits.golomb();
            bits.golomb();
            bits.golomb();
            bits.skip(1);
            if (chroma == 3 || bits.take(1) == 1) {
                return Optional.empty();
            }
        }
        bits.golomb();
        int order = bits.golomb();
        if (order == 0) {
            bits.golomb();
        } else if (order == 1) {
            bits.skip(1);
            bits.golomb();
            bits.golomb();
            for (int cycle = bits.golomb(); cycle > 0; cycle--) {
                bits.golomb();
            }
        }
        bits.golomb();
        bits.skip(1);
        int width = MACROBLOCK * (bits.golomb() + 1);
        int rows = bits.golomb() + 1;
        boolean frames = bits.take(1) == 1;
        int height = MACROBLOCK * rows * (frames ? 1 : 2);
        bits.skip(frames ? 1 : 2);
        if (bits.take(1) == 1) {
            int across = chroma == 0 ? 1 : 2;
            int down = (chroma <= 1 && chroma != 0 ? 2 : 1) * (frames ? 1 : 2);
            width -= across * (bits.golomb() + bits.golomb());
            height -= down * (bits.golomb() + bits.golomb());
        }
        return width > 0 && height > 0 && width <= LARGEST && height <= LARGEST
                ? Optional.of(new H264Picture(width, height))
                : Optional.empty();
    }

    /** The bits of a unit, without the bytes that only keep start codes from appearing in it. */
    private static final class Bits {

        private final byte[] bytes;
        private int at;

        Bits(byte[] unit) {
            bytes = new byte[unit.length];
            int length = 0;
            for (int i = 0; i < unit.length; i++) {
                boolean escape = i >= 2 && unit[i] == 3 && unit[i - 1] == 0 && unit[i - 2] == 0;
                if (!escape) {
                    bytes[length++] = unit[i];
                }
            }
        }

        void skip(int count) {
            at += count;
        }

        int take(int count) {
            int value = 0;
            for (int i = 0; i < count; i++, at++) {
                value = value << 1 | bytes[at >> 3] >> 7 - (at & 7) & 1;
            }
            return value;
        }

        /** An unsigned number of variable length (9.1); of a signed one only the length matters here. */
        int golomb() {
            int zeros = 0;
            while (take(1) == 0 && zeros < 31) {
                zeros++;
            }
            return (1 << zeros) - 1 + take(zeros);
        }
    }
}
