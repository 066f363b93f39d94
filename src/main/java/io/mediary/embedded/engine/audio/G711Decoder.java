package io.mediary.embedded.engine.audio;

/** PCMU and PCMA: an octet a sample. What is lost becomes silence. */
final class G711Decoder implements AudioDecoder {

    private final short[] samples = new short[256];

    G711Decoder(G711 law) {
        for (int octet = 0; octet < samples.length; octet++) {
            samples[octet] = law.decode((byte) octet);
        }
    }

    @Override
    public short[] decode(byte[] buffer, int offset, int length) {
        short[] sound = new short[length];
        for (int i = 0; i < length; i++) {
            sound[i] = samples[buffer[offset + i] & 0xFF];
        }
        return sound;
    }

    @Override
    public short[] conceal(int count) {
        return new short[count];
    }
}
