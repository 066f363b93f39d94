package io.mediary.embedded.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sdp.Codec;

/**
 * The RTP packets of one kind of media that a player sends. Their timestamps follow the time of the world, through
 * pauses and jumps in the file too, so that no receiver takes those for a slow network and buffers more. For one thread.
 */
final class PlayedStream {

    private static final int HEADER = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Codec codec;
    private final long origin;
    private final long base = RANDOM.nextInt() & 0xFFFFFFFFL;
    private final long ssrc = RANDOM.nextInt() & 0x7FFFFFFFL | 1;
    private long index = 0x10000L + RANDOM.nextInt(0x7000);
    private long lastTicks = Long.MIN_VALUE;
    private boolean marks = true;

    /**
     * Nothing sent yet.
     *
     * @param origin when the clock of both kinds of a player began, from System.nanoTime
     */
    PlayedStream(Codec codec, long origin) {
        this.codec = codec;
        this.origin = origin;
    }

    /** Makes the next packet of audio a marked one: it comes after a pause. */
    void paused() {
        marks = true;
    }

    /** The packets of a frame that is due then; after the last one's time in any case. */
    List<MediaPacket> packets(List<byte[]> payloads, boolean video, long due) {
        lastTicks = Math.max(ticks(due), lastTicks + 1);
        ByteBuffer[] all = new ByteBuffer[payloads.size()];
        for (int i = 0; i < all.length; i++) {
            byte[] payload = payloads.get(i);
            boolean marker = video ? i == all.length - 1 : marks;
            all[i] = ByteBuffer.allocate(HEADER + payload.length).put((byte) 0x80)
                    .put((byte) (codec.payloadType() | (marker ? 0x80 : 0))).putShort((short) (index + i))
                    .putInt((int) (base + lastTicks)).putInt((int) ssrc).put(payload);
        }
        marks = false;
        List<MediaPacket> packets = new ArrayList<>();
        for (ByteBuffer each : all) {
            RtpPacket.parse(each.array()).ifPresent(rtp -> packets.add(MediaPacket.of(rtp, codec, index, this, -1)));
            index++;
        }
        return packets;
    }

    /** Whether anything was sent. */
    boolean began() {
        return lastTicks != Long.MIN_VALUE;
    }

    /** What its clock shows at the moment that the other clock shows this. */
    SenderReport report(long now, long ntp) {
        return new SenderReport(ssrc, ntp, base + ticks(now) & 0xFFFFFFFFL);
    }

    private long ticks(long nanos) {
        return Math.round((nanos - origin) * (codec.clockRate() / 1e9));
    }
}
