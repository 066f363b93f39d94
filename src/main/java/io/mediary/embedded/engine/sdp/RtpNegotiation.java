package io.mediary.embedded.engine.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.mediary.embedded.engine.MediaKind;

/**
 * Offer and answer (RFC 3264) for plain RTP: each m-line goes its own way. Every codec that both sides know stays in the answer, as in
 * {@link Negotiation}. One line of audio and one of video are used, more are refused. Stateless.
 */
public final class RtpNegotiation {

    private static final Set<String> PROFILES = Set.of("RTP/AVP", "RTP/AVPF");
    private static final Set<String> DIRECTIONS = Set.of("sendrecv", "sendonly", "recvonly", "inactive");
    private static final int LAST_PORT = 65_535;

    private RtpNegotiation() {
    }

    /** The lines of an offer of this side: audio and video. */
    public static List<MediaLine> offer() {
        return List.of(offered(MediaKind.AUDIO, "audio"), offered(MediaKind.VIDEO, "video"));
    }

    /**
     * The lines of an answer, one for each of the offer's.
     *
     * @throws SdpException when a port is out of range
     */
    public static List<MediaLine> answer(SessionDescription offer) throws SdpException {
        Set<MediaKind> used = new HashSet<>();
        List<MediaLine> lines = new ArrayList<>();
        for (MediaSection section : offer.media()) {
            MediaLine line = agreed(offer, section);
            lines.add(line.accepted() && used.add(line.kind()) ? line : MediaLine.rejected(section));
        }
        return List.copyOf(lines);
    }

    /**
     * What an answer of the other side makes of this side's offer.
     *
     * @throws SdpException when it does not fit the offer, or a port is out of range
     */
    public static List<MediaLine> accept(List<MediaLine> offer, SessionDescription answer) throws SdpException {
        if (answer.media().size() > offer.size()) {
            throw new SdpException("more m-lines than in the offer");
        }
        List<MediaLine> lines = new ArrayList<>();
        for (int i = 0; i < offer.size(); i++) {
            MediaLine offered = offer.get(i);
            if (i >= answer.media().size()) {
                lines.add(MediaLine.rejected(offered.section()));
                continue;
            }
            MediaSection section = answer.media().get(i);
            if (!section.media().equals(offered.section().media())) {
                throw new SdpException("m-lines in another order than in the offer");
            }
            MediaLine line = agreed(answer, section);
            lines.add(line.accepted() ? withIncoming(line, offered.codecs()) : line);
        }
        return List.copyOf(lines);
    }

    private static MediaLine offered(MediaKind kind, String media) {
        MediaSection section = new MediaSection(media, 1, "RTP/AVPF", List.of(),
                List.of(new Attribute("mid", media + "0")));
        List<Codec> codecs = Codecs.offered(kind == MediaKind.VIDEO);
        return new MediaLine(section, kind, true, true, true, codecs, codecs, Map.of(), Set.of());
    }

    private static MediaLine agreed(SessionDescription description, MediaSection section) throws SdpException {
        if (section.port() > LAST_PORT) {
            throw new SdpException("no port has the number " + section.port());
        }
        boolean media = section.media().equals("audio") || section.media().equals("video");
        if (!media || section.port() == 0 || !PROFILES.contains(section.protocol())) {
            return MediaLine.rejected(section);
        }
        List<Codec> codecs = Codecs.supported(section);
        if (codecs.isEmpty()) {
            return MediaLine.rejected(section);
        }
        MediaKind kind = section.media().equals("video") ? MediaKind.VIDEO : MediaKind.AUDIO;
        String direction = direction(description, section);
        boolean wants = !direction.equals("sendonly") && !direction.equals("inactive")
                && !RtpAddress.of(description, section).held();
        boolean gives = !direction.equals("recvonly") && !direction.equals("inactive");
        return new MediaLine(section, kind, true, gives, wants, codecs, codecs, Map.of(), Set.of());
    }

    /** A line's own direction, or else the session's (RFC 8866, 6.7). */
    private static String direction(SessionDescription description, MediaSection section) {
        return Stream.concat(section.attributes().stream(), description.attributes().stream()).map(Attribute::name)
                .filter(DIRECTIONS::contains).findFirst().orElse("sendrecv");
    }

    /** The other side sends with the numbers of this side's offer (RFC 3264, 6.1); some use those of their answer. */
    private static MediaLine withIncoming(MediaLine line, List<Codec> offered) {
        List<Codec> incoming = new ArrayList<>(offered);
        line.codecs().stream().filter(c -> offered.stream().noneMatch(o -> o.payloadType() == c.payloadType()))
                .forEach(incoming::add);
        return new MediaLine(line.section(), line.kind(), true, line.receives(), line.sends(), line.codecs(),
                List.copyOf(incoming), Map.of(), Set.of());
    }
}
