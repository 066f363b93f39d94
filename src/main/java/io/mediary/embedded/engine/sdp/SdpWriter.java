package io.mediary.embedded.engine.sdp;

import java.util.List;
import java.util.stream.Collectors;

import io.mediary.embedded.engine.MediaKind;

/** Writes this side's descriptions the way Kurento does, so far as a client can tell. */
final class SdpWriter {

    private final LocalSide local;
    private final StringBuilder text = new StringBuilder();

    SdpWriter(LocalSide local) {
        this.local = local;
    }

    /** The description for these lines. `setup` is `actpass`, `active` or `passive`. */
    String write(List<MediaLine> lines, List<Attribute> session, String setup) {
        line("v=0");
        line("o=- " + local.sessionId() + " " + local.sessionId() + " IN IP4 0.0.0.0");
        line("s=Kurento Media Server");
        line("c=IN IP4 0.0.0.0");
        line("t=0 0");
        session.forEach(this::attribute);
        String bundle = lines.stream().filter(l -> l.accepted() && !l.mid().isEmpty()).map(MediaLine::mid)
                .collect(Collectors.joining(" "));
        if (!bundle.isEmpty()) {
            line("a=group:BUNDLE " + bundle);
        }
        lines.forEach(l -> section(l, setup));
        return text.toString();
    }

    private void section(MediaLine media, String setup) {
        MediaSection section = media.section();
        if (!media.accepted()) {
            line("m=" + section.media() + " 0 " + section.protocol() + " " + String.join(" ", section.formats()));
            line("a=inactive");
            mid(media);
            return;
        }
        if (media.kind() == MediaKind.DATA) {
            data(media, setup);
        } else {
            String formats = media.codecs().stream().map(c -> Integer.toString(c.payloadType()))
                    .collect(Collectors.joining(" "));
            line("m=" + section.media() + " 1 " + section.protocol() + " " + formats);
            line("a=setup:" + setup);
            rtp(media);
        }
        line("a=ice-ufrag:" + local.ufrag());
        line("a=ice-pwd:" + local.password());
        line("a=fingerprint:" + local.fingerprint());
    }

    private void rtp(MediaLine media) {
        media.extensions().forEach((name, id) -> line("a=extmap:" + id + " " + name));
        for (Codec codec : media.codecs()) {
            line("a=rtpmap:" + codec.payloadType() + " " + codec.name() + "/" + codec.clockRate()
                    + (codec.channels() > 1 ? "/" + codec.channels() : ""));
            if (!codec.parameters().isEmpty()) {
                line("a=fmtp:" + codec.payloadType() + " " + codec.parameters());
            }
        }
        line("a=rtcp:9 IN IP4 0.0.0.0");
        line("a=rtcp-mux");
        line("a=" + (media.sends()
                ? media.receives() ? "sendrecv" : "sendonly"
                : media.receives() ? "recvonly" : "inactive"));
        mid(media);
        media.codecs().forEach(c -> c.feedback().forEach(f -> line("a=rtcp-fb:" + c.payloadType() + " " + f)));
        if (media.sends()) {
            line("a=ssrc:" + (media.kind() == MediaKind.VIDEO ? local.videoSsrc() : local.audioSsrc()) + " cname:"
                    + local.cname());
        }
    }

    private void data(MediaLine media, String setup) {
        MediaSection section = media.section();
        line("m=application 1 " + section.protocol() + " " + String.join(" ", section.formats()));
        line("a=setup:" + setup);
        mid(media);
        if (section.has("sctpmap")) {
            line("a=sctpmap:5000 webrtc-datachannel 65535");
        } else {
            line("a=sctp-port:5000");
            line("a=max-message-size:262144");
        }
    }

    private void mid(MediaLine media) {
        if (!media.mid().isEmpty()) {
            line("a=mid:" + media.mid());
        }
    }

    private void attribute(Attribute attribute) {
        line("a=" + attribute.name() + (attribute.value().isEmpty() ? "" : ":" + attribute.value()));
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }
}
