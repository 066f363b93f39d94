package io.mediary.embedded.engine.recording;

import java.awt.Color;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.testing.Ffmpeg;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

/** Some seconds of one stream that ffmpeg made, packet by packet. When they come, a test says. */
final class Footage {

    private final List<RtpPacket> packets = new ArrayList<>();
    private final Codec codec;
    private final Object stream = new Object();

    private Footage(Codec codec) {
        this.codec = codec;
    }

    /** Lets ffmpeg send, until there are so many seconds. */
    static Footage of(RtpCodec codec, Color colour, double seconds) throws IOException {
        String name = codec == RtpCodec.OPUS ? "opus" : codec.name();
        Footage footage = new Footage(
                new Codec(codec.payloadType(), name, codec.clockRate(), codec == RtpCodec.OPUS ? 2 : 1, "",
                        List.of()));
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.setReceiveBufferSize(4 << 20);
            socket.setSoTimeout(30_000);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            RtpStream to = new RtpStream(codec, codec.payloadType(), "127.0.0.1", socket.getLocalPort());
            try (Ffmpeg sender = Ffmpeg.send(440, colour, List.of(to))) {
                while (footage.seconds() < seconds && sender.running()) {
                    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(packet);
                    RtpPacket.parse(Arrays.copyOf(packet.getData(), packet.getLength()))
                            .ifPresent(footage.packets::add);
                }
            }
        }
        return footage;
    }

    /** How many packets there are. */
    int size() {
        return packets.size();
    }

    /** When a packet's sound or picture was taken, in milliseconds from the first. */
    long millis(int number) {
        return 1_000L * (int) (packets.get(number).timestamp() - packets.get(0).timestamp()) / codec.clockRate();
    }

    /** A packet as the graph has it. */
    MediaPacket packet(int number) {
        RtpPacket packet = packets.get(number);
        int ahead = (short) (packet.sequence() - packets.get(0).sequence());
        return MediaPacket.of(packet, codec, 0x10000L + ahead, stream, -1);
    }

    /** The same for one of an endless loop: when it is due. */
    long millisOf(int number) {
        return 1_000L * (number / size()) * loopTicks() / codec.clockRate() + millis(number % size());
    }

    /** One of an endless loop, as it is sent. */
    byte[] packetOf(int number) {
        RtpPacket packet = packets.get(number % size());
        int loop = number / size();
        int span = (short) (packets.get(size() - 1).sequence() - packets.get(0).sequence()) + 1;
        byte[] bytes = packet.buffer().clone();
        ByteBuffer.wrap(bytes).putShort(2, (short) (packet.sequence() + loop * span)).putInt(4,
                (int) (packet.timestamp() + (long) loop * loopTicks()));
        return bytes;
    }

    /** Up to the next picture, or packet of sound, after the last. */
    private int loopTicks() {
        int length = (int) (packets.get(size() - 1).timestamp() - packets.get(0).timestamp());
        return length
                + codec.clockRate() / (codec.upperName().equals("VP8") || codec.upperName().equals("H264") ? 15 : 50);
    }

    private double seconds() {
        return packets.isEmpty() ? 0 : millis(packets.size() - 1) / 1e3;
    }
}
