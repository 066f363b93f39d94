package io.mediary.embedded.engine.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import io.mediary.embedded.engine.MediaKind;

/** The tracks of a Matroska file in the order in which their first frames came, as it describes them. */
final class MatroskaTracks {

    private static final int RATE = 48_000;
    private static final int CHANNELS = 2;
    private static final long PRE_ROLL_NANOS = 80_000_000;

    private final Map<MediaKind, byte[]> entries = new LinkedHashMap<>();
    private final Map<MediaKind, Integer> numbers = new LinkedHashMap<>();

    /** Adds the video. */
    void video(VideoFormat format) {
        boolean h264 = format.codec().equals("H264");
        byte[] picture = Ebml.element(0xE0, Ebml.unsigned(0xB0, format.width()), Ebml.unsigned(0xBA, format.height()));
        byte[] configuration = format.configuration();
        byte[] known = configuration.length == 0 ? new byte[0] : Ebml.element(0x63A2, configuration);
        add(MediaKind.VIDEO, 1, h264 ? "V_MPEG4/ISO/AVC" : "V_VP8", known, picture);
    }

    /** Adds the audio. */
    void audio() {
        byte[] sound = Ebml.element(0xE1, Ebml.real(0xB5, RATE), Ebml.unsigned(0x9F, CHANNELS));
        add(MediaKind.AUDIO, 2, "A_OPUS", Ebml.element(0x63A2, opusHead()), Ebml.unsigned(0x56BB, PRE_ROLL_NANOS),
                sound);
    }

    /** Whether there is video so far. */
    boolean hasVideo() {
        return numbers.containsKey(MediaKind.VIDEO);
    }

    /** The number of a track that was added. */
    int number(MediaKind kind) {
        return numbers.get(kind);
    }

    /** The descriptions. */
    byte[][] entries() {
        return entries.values().toArray(byte[][]::new);
    }

    /** RFC 7845, 5.1. A stream that is joined in its middle has nothing at its beginning to skip. */
    static byte[] opusHead() {
        return ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN)
                .put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) CHANNELS)
                .putShort((short) 0).putInt(RATE).putShort((short) 0).put((byte) 0).array();
    }

    private void add(MediaKind kind, int type, String codec, byte[]... more) {
        int number = numbers.size() + 1;
        byte[] description = concat(more);
        entries.put(kind, Ebml.element(0xAE, Ebml.unsigned(0xD7, number), Ebml.unsigned(0x73C5, number),
                Ebml.unsigned(0x83, type), Ebml.unsigned(0x9C, 0), Ebml.text(0x22B59C, "und"), Ebml.text(0x86, codec),
                description));
        numbers.put(kind, number);
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
