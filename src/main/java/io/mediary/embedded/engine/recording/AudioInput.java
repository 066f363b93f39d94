package io.mediary.embedded.engine.recording;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.audio.Transcoder;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sdp.Codec;

/** Makes packets of audio into frames of Opus: those of Opus are as they came, others are transcoded. */
final class AudioInput {

    private static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "", List.of());
    /** RFC 6716, 3.1: the lengths of a frame in tenths of a millisecond, by configuration. */
    private static final int[] SILK = {100, 200, 400, 600};
    private static final int[] HYBRID = {100, 200};
    private static final int[] CELT = {25, 50, 100, 200};

    private final FrameOutput output;
    private final SenderClock sender;
    private final PacketOrder order = new PacketOrder((packet, nanos, gap) -> opus(packet, nanos));
    private FrameTimes times;
    private Optional<Transcoder> transcoder = Optional.empty();
    private Object stream;
    private Codec codec;
    private boolean refused;
    private long arrival;

    /** Nothing so far. */
    AudioInput(SenderClock sender, FrameOutput output) {
        this.sender = sender;
        this.output = output;
        times = newTimes();
    }

    /** Takes a packet, in any order. The keys of a telephone are no sound. */
    void accept(MediaPacket packet, long nanos) {
        boolean keys = packet.codec().isTelephoneEvent();
        if (!keys && (packet.stream() != stream || !packet.codec().equals(codec))) {
            begin(packet);
        }
        if (refused || packet.stream() != stream) {
            return;
        }
        if (transcoder.isEmpty()) {
            order.add(packet, nanos);
        } else {
            arrival = nanos;
            transcoder.get().accept(packet);
        }
    }

    /** Takes a sender report. */
    void report(SenderReport report, Object reporting, long nanos) {
        if (reporting != stream) {
            return;
        }
        Optional<SenderReport> own = transcoder.isPresent()
                ? transcoder.get().report(report)
                : Optional.of(report);
        own.ifPresent(r -> times.report(r.rtp(), sender.local(r.ntp(), nanos)));
    }

    /** What comes next does not follow what came before. */
    void restart() {
        order.clear();
        times.flush();
    }

    /** Nothing more comes: what waits goes out. */
    void finish() {
        order.flush();
        times.flush();
    }

    private void begin(MediaPacket packet) {
        restart();
        stream = packet.stream();
        codec = packet.codec();
        times = newTimes();
        boolean asItIs = OPUS.carries(codec);
        transcoder = asItIs ? Optional.empty() : Transcoder.between(codec, List.of(OPUS), p -> opus(p, arrival));
        refused = !asItIs && transcoder.isEmpty();
        if (refused) {
            output.refused(MediaKind.AUDIO, codec.name());
        }
    }

    private void opus(MediaPacket packet, long nanos) {
        RtpPacket rtp = packet.rtp();
        if (rtp.payloadLength() == 0 || packet.codec().isTelephoneEvent()) {
            return;
        }
        byte[] data = Arrays.copyOfRange(rtp.buffer(), rtp.payloadOffset(), rtp.payloadOffset() + rtp.payloadLength());
        times.frame(rtp.timestamp(), nanos, true, data, length(data));
    }

    private FrameTimes newTimes() {
        return new FrameTimes(MediaKind.AUDIO, OPUS.clockRate(), output);
    }

    /** How long an Opus packet lasts, in milliseconds. */
    private static long length(byte[] packet) {
        int configuration = packet[0] >> 3 & 0x1F;
        int tenths = configuration < 12
                ? SILK[configuration & 3]
                : configuration < 16 ? HYBRID[configuration & 1] : CELT[configuration & 3];
        int frames = switch (packet[0] & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> packet.length > 1 ? packet[1] & 0x3F : 0;
        };
        return Math.min(120, tenths * frames / 10);
    }
}
