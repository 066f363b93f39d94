package io.mediary.embedded.engine.audio;

import java.util.Optional;
import java.util.function.Supplier;

import io.mediary.embedded.engine.sdp.Codec;

/** The audio codecs that can be made into each other. */
enum AudioCodec {
    OPUS("OPUS", OpusVoiceDecoder::new, OpusVoiceEncoder::new),
    PCMU("PCMU", () -> new G711Decoder(G711.MU_LAW), () -> new G711Encoder(G711.MU_LAW)),
    PCMA("PCMA", () -> new G711Decoder(G711.A_LAW), () -> new G711Encoder(G711.A_LAW));

    private final String upperName;
    private final Supplier<AudioDecoder> decoder;
    private final Supplier<AudioEncoder> encoder;

    AudioCodec(String upperName, Supplier<AudioDecoder> decoder, Supplier<AudioEncoder> encoder) {
        this.upperName = upperName;
        this.decoder = decoder;
        this.encoder = encoder;
    }

    static Optional<AudioCodec> of(Codec codec) {
        for (AudioCodec known : values()) {
            if (known.upperName.equals(codec.upperName()) && codec.clockRate() % AudioDecoder.RATE == 0) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    AudioDecoder newDecoder() {
        return decoder.get();
    }

    AudioEncoder newEncoder() {
        return encoder.get();
    }
}
