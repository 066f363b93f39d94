package io.mediary.embedded.engine.audio;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sdp.Codec;

/**
 * Makes the audio of one stream into packets of 20 ms of another codec: another stream, with its own numbers, on the clock of that codec. What is
 * lost for up to 60 ms is concealed; where the source pauses for longer (silence, a hold, a pressed key), the time of the packets goes on without
 * packets, and the next is marked (RFC 3551, 4.1). Telephone events go with it where the receiver takes them. For one thread at a time.
 */
public final class Transcoder {

    private static final int CONCEALED = AudioDecoder.RATE * 60 / 1000;
    private static final long LONGEST_PAUSE = AudioDecoder.RATE * 60L;
    private static final int EVENT = 4;
    private static final int LONGEST_EVENT = 0xFFFF;

    private final Codec source;
    private final Codec target;
    private final Optional<Codec> events;
    private final int sourceTicks;
    private final int targetTicks;
    private final AudioDecoder decoder;
    private final AudioEncoder encoder;
    private final Consumer<MediaPacket> output;
    private final ReorderWindow window = new ReorderWindow();
    private final short[] frame = new short[AudioEncoder.FRAME];
    private int filled;
    private long frameBegin;
    private boolean started;
    private boolean pausing = true;
    private boolean interrupted;
    private long position;
    private long timestamp;
    private long expected;
    // Ahead of zero, so that nobody meets a negative one.
    private long index = 0x10000;

    private Transcoder(AudioCodec from, Codec source, AudioCodec to, Codec target, Optional<Codec> events,
            Consumer<MediaPacket> output) {
        this.source = source;
        this.target = target;
        this.events = events;
        this.output = output;
        sourceTicks = source.clockRate() / AudioDecoder.RATE;
        targetTicks = target.clockRate() / AudioDecoder.RATE;
        decoder = from.newDecoder();
        encoder = to.newEncoder();
    }

    /**
     * A transcoder from one codec to the first of those that the receiver takes.
     *
     * @param output takes the packets, on the thread that brought the last one in
     * @return empty where the source is not audio that can be decoded, or the receiver takes none that can be encoded
     */
    public static Optional<Transcoder> between(Codec source, List<Codec> taken, Consumer<MediaPacket> output) {
        Optional<Codec> target = taken.stream().filter(c -> AudioCodec.of(c).isPresent()).findFirst();
        Optional<AudioCodec> from = AudioCodec.of(source);
        if (target.isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        Codec to = target.get();
        Optional<Codec> events = taken.stream()
                .filter(c -> c.isTelephoneEvent() && c.clockRate() == to.clockRate()).findFirst();
        return AudioCodec.of(to)
                .map(codec -> new Transcoder(from.get(), source, codec, to, events, output));
    }

    /** Takes a packet of the source, in any order. */
    public void accept(MediaPacket packet) {
        window.add(packet, this::inOrder);
    }

    /** A report of the source in the time of the packets that come out; empty before the first. */
    public Optional<SenderReport> report(SenderReport report) {
        return started
                ? Optional.of(new SenderReport(report.ssrc(), report.ntp(), ticks(position(report.rtp()))))
                : Optional.empty();
    }

    private void inOrder(MediaPacket packet) {
        if (packet.codec().isTelephoneEvent()) {
            if (packet.codec().clockRate() == source.clockRate()) {
                event(packet.rtp());
            }
        } else {
            sound(packet.rtp());
        }
    }

    private void sound(RtpPacket packet) {
        place(packet);
        long gap = position - expected;
        if (gap > CONCEALED || interrupted && gap >= frame.length) {
            pause();
        } else if (gap > 0) {
            append(decoder.conceal((int) gap));
        }
        short[] sound = decoder.decode(packet.buffer(), packet.payloadOffset(), packet.payloadLength());
        append(sound);
        expected = position + sound.length;
        interrupted = false;
    }

    /** Where in the stream the packet belongs; a source whose clock jumps goes on where it was. */
    private void place(RtpPacket packet) {
        long at = position(packet.timestamp());
        position = !started || at < expected || at - expected > LONGEST_PAUSE ? expected : at;
        timestamp = packet.timestamp();
        started = true;
    }

    private long position(long rtpTime) {
        return position + (int) (rtpTime - timestamp) / sourceTicks;
    }

    private long ticks(long position) {
        return position * targetTicks & 0xFFFFFFFFL;
    }

    /** The sound so far goes out, and what comes next is another talkspurt. */
    private void pause() {
        if (filled > 0) {
            append(new short[frame.length - filled]);
        }
        frameBegin = position;
        pausing = true;
    }

    private void append(short[] sound) {
        for (int at = 0; at < sound.length;) {
            int count = Math.min(frame.length - filled, sound.length - at);
            System.arraycopy(sound, at, frame, filled, count);
            at += count;
            filled += count;
            if (filled == frame.length) {
                send(encoder.encode(frame), target, ticks(frameBegin), pausing);
                frameBegin += frame.length;
                filled = 0;
                pausing = false;
            }
        }
    }

    /** RFC 4733: all packets of a key have the time of its beginning, and say how long it has been down. */
    private void event(RtpPacket packet) {
        if (events.isEmpty() || packet.payloadLength() == 0 || packet.payloadLength() % EVENT != 0) {
            return;
        }
        if (!started) {
            place(packet);
        }
        byte[] payload = Arrays.copyOfRange(packet.buffer(), packet.payloadOffset(),
                packet.payloadOffset() + packet.payloadLength());
        ByteBuffer durations = ByteBuffer.wrap(payload);
        for (int at = 2; at < payload.length; at += EVENT) {
            int duration = (durations.getShort(at) & 0xFFFF) * targetTicks / sourceTicks;
            durations.putShort(at, (short) Math.min(LONGEST_EVENT, duration));
        }
        interrupted = true;
        send(payload, events.get(), ticks(position(packet.timestamp())), packet.marker());
    }

    private void send(byte[] payload, Codec codec, long time, boolean marker) {
        RtpPacket packet = new RtpPacket(payload, marker, codec.payloadType(), (int) (index & 0xFFFF), time, 0, 0,
                payload.length, 0, 0);
        output.accept(new MediaPacket(packet, codec, index++, this, true, -1));
    }
}
