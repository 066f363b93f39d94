package io.mediary.embedded.engine.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.mediary.embedded.engine.MediaKind;

/**
 * Writes this side's descriptions for plain RTP the way Kurento does, but for what Kurento copies from WebRTC and does not mean: `a=setup`, and
 * header extensions.
 */
public final class RtpSdpWriter {

    private final RtpSide local;
    private final List<String> text = new ArrayList<>();

    private RtpSdpWriter(RtpSide local) {
        this.local = local;
    }

    /**
     * The description for these lines.
     *
     * @param ports of this side, one entry for each line
     */
    public static String write(RtpSide local, List<MediaLine> lines, List<RtpPorts> ports) {
        return new RtpSdpWriter(local).write(lines, ports);
    }

    private String write(List<MediaLine> lines, List<RtpPorts> ports) {
        String address = (local.address().contains(":") ? "IN IP6 " : "IN IP4 ") + local.address();
        line("v=0");
        line("o=- " + local.sessionId() + " " + local.sessionId() + " " + address);
        line("s=Kurento Media Server");
        line("c=" + address);
        line("t=0 0");
        for (int i = 0; i < lines.size(); i++) {
            section(lines.get(i), ports.get(i));
        }
        return String.join("\r\n", text) + "\r\n";
    }

    private void section(MediaLine media, RtpPorts ports) {
        MediaSection section = media.section();
        if (!media.accepted()) {
            line("m=" + section.media() + " 0 " + section.protocol() + " " + String.join(" ", section.formats()));
            line("a=inactive");
            mid(media);
            return;
        }
        line("m=" + section.media() + " " + ports.rtp() + " " + section.protocol() + " " + media.codecs().stream()
                .map(c -> Integer.toString(c.payloadType())).collect(Collectors.joining(" ")));
        line("a=" + (media.sends()
                ? media.receives() ? "sendrecv" : "sendonly"
                : media.receives() ? "recvonly" : "inactive"));
        mid(media);
        line("a=rtcp:" + ports.rtcp());
        if (ports.rtp() == ports.rtcp()) {
            line("a=rtcp-mux");
        }
        media.codecs().forEach(c -> codec(section, c));
        media.codecs().forEach(c -> c.feedback().forEach(f -> line("a=rtcp-fb:" + c.payloadType() + " " + f)));
        if (media.sends()) {
            line("a=ssrc:" + (media.kind() == MediaKind.VIDEO ? local.videoSsrc() : local.audioSsrc()) + " cname:"
                    + local.cname());
        }
    }

    private void codec(MediaSection section, Codec codec) {
        if (codec.payloadType() >= 96 || section.attributes("rtpmap").stream()
                .anyMatch(v -> v.startsWith(codec.payloadType() + " "))) {
            line("a=rtpmap:" + codec.payloadType() + " " + codec.name() + "/" + codec.clockRate()
                    + (codec.channels() > 1 ? "/" + codec.channels() : ""));
        }
        // The parameter sets in an offer are of the pictures of the other side, not of those that go there.
        String parameters = Arrays.stream(codec.parameters().split(";"))
                .filter(p -> !p.trim().startsWith("sprop-parameter-sets=")).collect(Collectors.joining(";")).trim();
        if (!parameters.isEmpty()) {
            line("a=fmtp:" + codec.payloadType() + " " + parameters);
        }
    }

    private void mid(MediaLine media) {
        if (!media.mid().isEmpty()) {
            line("a=mid:" + media.mid());
        }
    }

    private void line(String line) {
        text.add(line);
    }
}
