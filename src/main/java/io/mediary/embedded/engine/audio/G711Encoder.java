package io.mediary.embedded.engine.audio;

/** PCMU and PCMA: an octet a sample. */
final class G711Encoder implements AudioEncoder {

    private final G711 law;

    G711Encoder(G711 law) {
        this.law = law;
    }

    @Override
    public byte[] encode(short[] frame) {
        byte[] payload = new byte[frame.length];
        for (int i = 0; i < frame.length; i++) {
            payload[i] = law.encode(frame[i]);
        }
        return payload;
    }
}
