package io.mediary.embedded.engine.playback;

import java.util.ArrayList;
import java.util.List;

import io.mediary.embedded.engine.sdp.Codec;

/** VP8 (RFC 7741), with the shortest payload descriptor. */
final class Vp8Packetizer implements Packetizer {

    private static final Codec VP8 = new Codec(100, "VP8", 90_000, 1, "", List.of());
    private static final byte BEGINS = 0x10;

    @Override
    public Codec codec() {
        return VP8;
    }

    @Override
    public List<byte[]> payloads(MediaFrame picture) {
        byte[] data = picture.data();
        List<byte[]> payloads = new ArrayList<>();
        for (int at = 0; at < data.length; at += LARGEST - 1) {
            int length = Math.min(LARGEST - 1, data.length - at);
            byte[] payload = new byte[1 + length];
            payload[0] = at == 0 ? BEGINS : 0;
            System.arraycopy(data, at, payload, 1, length);
            payloads.add(payload);
        }
        return payloads;
    }
}
