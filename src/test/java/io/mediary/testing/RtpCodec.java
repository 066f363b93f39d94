package io.mediary.testing;

import java.util.List;
import java.util.Locale;

/** Codecs that {@link Ffmpeg} sends and receives. */
public enum RtpCodec {
    OPUS(false, 96, "opus/48000/2", 48_000, "",
            "-c:a libopus -ar 48000 -ac 2 -b:a 48k -frame_duration 20"),
    PCMU(false, 0, "PCMU/8000", 8_000, "", "-c:a pcm_mulaw -ar 8000 -ac 1"),
    PCMA(false, 8, "PCMA/8000", 8_000, "", "-c:a pcm_alaw -ar 8000 -ac 1"),
    VP8(true, 100, "VP8/90000", 90_000, "", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k"),
    H264(true, 101, "H264/90000", 90_000, "packetization-mode=1;profile-level-id=42e01f",
            "-c:v libx264 -profile:v baseline -preset ultrafast -tune zerolatency -b:v 300k");

    private final boolean video;
    private final int payloadType;
    private final String encoding;
    private final int clockRate;
    private final String parameters;
    private final List<String> encoder;

    RtpCodec(boolean video, int payloadType, String encoding, int clockRate, String parameters, String encoder) {
        this.video = video;
        this.payloadType = payloadType;
        this.encoding = encoding;
        this.clockRate = clockRate;
        this.parameters = parameters;
        this.encoder = List.of(encoder.split(" "));
    }

    /** Video; else audio. */
    public boolean video() {
        return video;
    }

    /** The usual payload type: the static one, else what Kurento would take. */
    public int payloadType() {
        return payloadType;
    }

    /** Ticks a second; an audio codec's samples a second. */
    public int clockRate() {
        return clockRate;
    }

    /** As in {@code a=rtpmap}. */
    String encoding() {
        return encoding;
    }

    /** As in {@code a=fmtp}; empty: no such line. */
    String parameters() {
        return parameters;
    }

    /** ffmpeg's options for the encoder. */
    List<String> encoder() {
        return encoder;
    }

    /** Whether an encoding name of an SDP means it. */
    boolean named(String name) {
        return name().equals(name.toUpperCase(Locale.ROOT));
    }
}
