package io.mediary.embedded.engine.sdp;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.mediary.embedded.engine.MediaKind;

/**
 * An m-line as both sides understand it.
 *
 * @param section the m-line of the other side, or of this side's offer
 * @param kind what it carries; of a rejected line whatever comes nearest
 * @param accepted false for a line that stays unused
 * @param receives media comes in from the other side
 * @param sends media may go out to the other side
 * @param codecs with the numbers of this connection, in the offerer's order
 * @param incoming what may come in: also codecs of this side's offer that the answer left out, for Chromium sends them all the same
 * @param extensions numbers of the RTP header extensions in use, by name
 * @param remoteSsrcs sources that the other side declared
 */
public record MediaLine(MediaSection section, MediaKind kind, boolean accepted, boolean receives, boolean sends,
        List<Codec> codecs, List<Codec> incoming, Map<String, Integer> extensions, Set<Long> remoteSsrcs) {

    /** The extension that names the m-line of a packet (RFC 9143). */
    public static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    /** The extension that says how a phone is held. */
    public static final String ORIENTATION = "urn:3gpp:video-orientation";

    /** A line that is not used. */
    static MediaLine rejected(MediaSection section) {
        MediaKind kind = section.media().equals("video") ? MediaKind.VIDEO : MediaKind.AUDIO;
        return new MediaLine(section, kind, false, false, false, List.of(), List.of(), Map.of(), Set.of());
    }

    /** The name of the section, empty where it has none. */
    public String mid() {
        return section.mid();
    }

    /** Whether any codec has this `a=rtcp-fb` value. */
    public boolean feedback(String value) {
        return codecs.stream().anyMatch(c -> c.feedback().contains(value));
    }

    /** The number of an extension, -1 when it is not in use. */
    public int extension(String name) {
        return extensions.getOrDefault(name, -1);
    }
}
