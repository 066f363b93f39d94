package io.mediary.embedded.engine.recording;

import java.util.Set;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;

/** Makes packets of video into frames: from a key frame on, and after a loss from the next. */
final class VideoInput {

    private final Set<String> codecs;
    private final FrameOutput output;
    private final SenderClock sender;
    private final PacketOrder order = new PacketOrder(this::inOrder);
    private FrameAssembler assembler = new Vp8Assembler();
    private FrameTimes times;
    private Object stream;
    private String codec = "";
    private String written = "";
    private volatile boolean awaiting = true;
    private boolean open;
    private boolean key;
    private long timestamp;
    private long arrival;

    /**
     * Nothing so far.
     *
     * @param codecs those that the file can hold, in capitals; only the first that comes is
     */
    VideoInput(Set<String> codecs, SenderClock sender, FrameOutput output) {
        this.codecs = codecs;
        this.sender = sender;
        this.output = output;
        times = new FrameTimes(MediaKind.VIDEO, 1, output);
    }

    /** Takes a packet, in any order. */
    void accept(MediaPacket packet, long nanos) {
        if (packet.stream() != stream || !packet.codec().upperName().equals(codec)) {
            begin(packet);
        }
        if (assembler != null) {
            order.add(packet, nanos);
        }
    }

    /** Takes a sender report. */
    void report(SenderReport report, Object reporting, long nanos) {
        if (reporting == stream) {
            times.report(report.rtp(), sender.local(report.ntp(), nanos));
        }
    }

    /** What comes next does not follow what came before. */
    void restart() {
        order.clear();
        drop();
        times.flush();
    }

    /** Nothing more comes: what waits goes out. */
    void finish() {
        order.flush();
        drop();
        times.flush();
    }

    /** Whether nothing goes on without a key frame; from any thread. */
    boolean awaitsKeyFrame() {
        return awaiting;
    }

    private void begin(MediaPacket packet) {
        stream = packet.stream();
        codec = packet.codec().upperName();
        restart();
        times = new FrameTimes(MediaKind.VIDEO, packet.codec().clockRate(), output);
        boolean fits = written.isEmpty() ? codecs.contains(codec) : written.equals(codec);
        assembler = !fits ? null : codec.equals("H264") ? new H264Assembler() : new Vp8Assembler();
        awaiting = fits;
        if (!fits) {
            output.refused(MediaKind.VIDEO, packet.codec().name());
        }
    }

    private void inOrder(MediaPacket packet, long nanos, boolean gap) {
        if (gap) {
            drop();
        }
        if (packet.rtp().payloadLength() == 0 || awaiting && !open && !packet.keyFrame()) {
            return;
        }
        if (open && packet.rtp().timestamp() != timestamp) {
            finishFrame();
            if (awaiting && !packet.keyFrame()) {
                return;
            }
        }
        if (!open) {
            open = true;
            key = false;
            timestamp = packet.rtp().timestamp();
            arrival = nanos;
        }
        key |= packet.keyFrame();
        if (!assembler.add(packet.rtp())) {
            drop();
        } else if (packet.rtp().marker()) {
            finishFrame();
        }
    }

    private void finishFrame() {
        open = false;
        byte[] frame = assembler.take();
        if (frame.length == 0) {
            return;
        }
        if (key && awaiting && !resumed(frame)) {
            return;
        }
        times.frame(timestamp, arrival, key, frame, 0);
    }

    private boolean resumed(byte[] frame) {
        var format = assembler.format(frame);
        if (format.isEmpty()) {
            return false;
        }
        if (written.isEmpty()) {
            written = codec;
            output.video(format.get());
        }
        awaiting = false;
        return true;
    }

    private void drop() {
        open = false;
        // Where the codec is refused, no key frame would help.
        awaiting = assembler != null;
        if (assembler != null) {
            assembler.clear();
        }
    }
}
