package io.mediary.embedded.engine.audio;

/** The two laws of ITU-T G.711 between 16-bit samples and octets, the telephone's loudest being just below 32,768. Stateless. */
enum G711 {

    /** North America and Japan: PCMU. */
    MU_LAW {
        @Override
        short decode(byte octet) {
            int code = ~octet;
            int magnitude = ((code & 0x0F) << 3) + MU_BIAS << (code >> 4 & 7);
            return (short) ((code & 0x80) == 0 ? magnitude - MU_BIAS : MU_BIAS - magnitude);
        }

        @Override
        byte encode(short sample) {
            int magnitude = Math.min(MU_LOUDEST, Math.abs((int) sample)) + MU_BIAS;
            int segment = 24 - Integer.numberOfLeadingZeros(magnitude);
            int step = magnitude >> segment + 3 & 0x0F;
            return (byte) ~((sample < 0 ? 0x80 : 0) | segment << 4 | step);
        }
    },

    /** The rest of the world: PCMA. */
    A_LAW {
        @Override
        short decode(byte octet) {
            int code = octet ^ 0x55;
            int segment = code >> 4 & 7;
            int middle = ((code & 0x0F) << 4) + 8;
            int magnitude = segment == 0 ? middle : middle + 0x100 << segment - 1;
            return (short) ((code & 0x80) == 0 ? -magnitude : magnitude);
        }

        @Override
        byte encode(short sample) {
            int magnitude = sample < 0 ? ~sample : sample;
            int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
            int step = magnitude >> Math.max(4, segment + 3) & 0x0F;
            return (byte) (((sample < 0 ? 0 : 0x80) | segment << 4 | step) ^ 0x55);
        }
    };

    private static final int MU_BIAS = 0x84;
    private static final int MU_LOUDEST = 0x7FFF - MU_BIAS;

    /** The sample in the middle of what an octet stands for. */
    abstract short decode(byte octet);

    /** The octet that stands for a sample. */
    abstract byte encode(short sample);
}
