package io.mediary.embedded.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sctp.DataMessage;
import io.mediary.embedded.engine.sdp.Codec;

/** An element that a test sends from and that keeps what comes in. */
final class ProbeElement extends GraphElement {

    static final Codec VP8 = new Codec(96, "VP8", 90000, 1, "", List.of());
    static final Codec H264 = new Codec(97, "H264", 90000, 1, "packetization-mode=1;profile-level-id=42e01f",
            List.of());
    static final Codec OPUS = new Codec(111, "opus", 48000, 2, "", List.of());

    final List<MediaPacket> packets = new CopyOnWriteArrayList<>();
    final List<SenderReport> reports = new CopyOnWriteArrayList<>();
    final List<DataMessage> messages = new CopyOnWriteArrayList<>();
    final AtomicInteger keyFramesWanted = new AtomicInteger();

    ProbeElement(LibraryMediaEngine engine) {
        super(engine.graph());
    }

    /** An RTP packet of a source, as it would have come from the network. */
    static MediaPacket packet(Object stream, Codec codec, int sequence, long timestamp, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(12 + payload.length).put((byte) 0x80).put((byte) codec.payloadType())
                .putShort((short) sequence)
                .putInt((int) timestamp).putInt(stream.hashCode()).put(payload);
        return MediaPacket.of(RtpPacket.parse(out.array()).orElseThrow(), codec, 0x10000L + sequence, stream, -1);
    }

    /** A VP8 payload of one packet, with a mark to know it by. */
    static byte[] vp8(boolean key, int mark) {
        return new byte[]{0x10, (byte) (key ? 0 : 1), (byte) mark};
    }

    static DataMessage text(Object origin, String label, String text) {
        return new DataMessage(origin, 0, label, "", true, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    void media(MediaKind kind, MediaPacket packet) {
        packets.add(packet);
    }

    @Override
    void report(MediaKind kind, SenderReport report, Object stream) {
        reports.add(report);
    }

    @Override
    void data(DataMessage message) {
        messages.add(message);
    }

    @Override
    void sourceChanged(MediaKind kind) {
        // A probe takes whatever comes.
    }

    @Override
    void keyFrameWanted() {
        keyFramesWanted.incrementAndGet();
    }

    @Override
    long takes() {
        return Long.MAX_VALUE;
    }

    @Override
    boolean endsHere() {
        return true;
    }

    @Override
    boolean isClosed() {
        return false;
    }

    @Override
    public void close() {
        graph().remove(this);
    }
}
