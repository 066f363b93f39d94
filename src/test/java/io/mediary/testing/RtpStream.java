package io.mediary.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plain RTP of one codec to one address.
 *
 * @param codec which one
 * @param payloadType its number, 0–127
 * @param host the receiver's address
 * @param port the receiver's port; RTCP goes to the next
 */
public record RtpStream(RtpCodec codec, int payloadType, String host, int port) {

    private static final Map<String, String> STATIC = Map.of("0", "PCMU", "8", "PCMA");

    /** To a free port of this machine, with the codec's usual payload type. */
    public static RtpStream free(RtpCodec codec) {
        return new RtpStream(codec, codec.payloadType(), "127.0.0.1", FreePorts.rtp());
    }

    /**
     * What the side that wrote the SDP wants to be sent: of each accepted audio and video section the first codec that
     * is known here.
     */
    public static List<RtpStream> in(String sdp) {
        List<RtpStream> streams = new ArrayList<>();
        String[] sections = sdp.split("(?m)^(?=m=)");
        String host = host(sections[0]).orElse("");
        for (String section : List.of(sections).subList(1, sections.length)) {
            String[] media = section.lines().findFirst().orElseThrow().split(" ");
            int port = Integer.parseInt(media[1]);
            if (port > 0) {
                String address = host(section).orElse(host);
                Stream.of(media)
                        .skip(3)
                        .flatMap(type -> codec(section, type).stream()
                                .map(codec -> new RtpStream(codec, Integer.parseInt(type), address, port)))
                        .findFirst()
                        .ifPresent(streams::add);
            }
        }
        return streams;
    }

    /** An SDP of the side that receives these streams, each in its section: an offer, or a text for a player. */
    public static String sdp(List<RtpStream> streams) {
        StringBuilder sdp = new StringBuilder("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        for (RtpStream stream : streams) {
            RtpCodec codec = stream.codec;
            sdp.append("m=%s %d RTP/AVP %d\r\n".formatted(codec.video() ? "video" : "audio", stream.port,
                    stream.payloadType));
            sdp.append("c=IN IP4 %s\r\n".formatted(stream.host));
            sdp.append("a=rtpmap:%d %s\r\n".formatted(stream.payloadType, codec.encoding()));
            if (!codec.parameters().isEmpty()) {
                sdp.append("a=fmtp:%d %s\r\n".formatted(stream.payloadType, codec.parameters()));
            }
        }
        return sdp.toString();
    }

    private static Optional<String> host(String lines) {
        return lines.lines().filter(line -> line.startsWith("c=")).findFirst().map(line -> line.split("[ /]")[2]);
    }

    private static Optional<RtpCodec> codec(String section, String type) {
        Map<String, String> names = new HashMap<>(STATIC);
        section.lines()
                .filter(line -> line.startsWith("a=rtpmap:"))
                .map(line -> line.substring("a=rtpmap:".length()).split("[ /]"))
                .forEach(map -> names.put(map[0], map[1]));
        return Stream.of(RtpCodec.values()).filter(codec -> codec.named(names.getOrDefault(type, ""))).findFirst();
    }
}
