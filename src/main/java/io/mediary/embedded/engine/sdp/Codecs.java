package io.mediary.embedded.engine.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What this engine passes on, and how it is written and read in an SDP. */
public final class Codecs {

    private static final Set<String> FEEDBACK = Set.of("goog-remb", "ccm fir", "nack", "nack pli");
    private static final Set<String> AUDIO = Set.of("OPUS/48000", "PCMU/8000", "PCMA/8000", "TELEPHONE-EVENT/8000",
            "TELEPHONE-EVENT/48000");
    private static final Set<String> VIDEO = Set.of("VP8/90000", "H264/90000");
    private static final Map<Integer, String> STATIC = Map.of(0, "PCMU/8000", 8, "PCMA/8000");

    private Codecs() {
    }

    /** What an offer of this engine names, in Kurento's order. */
    public static List<Codec> offered(boolean video) {
        if (!video) {
            return List.of(new Codec(96, "opus", 48000, 2, "", List.of()), new Codec(0, "PCMU", 8000, 1, "", List.of()),
                    new Codec(8, "PCMA", 8000, 1, "", List.of()));
        }
        List<String> feedback = List.of("nack", "nack pli", "goog-remb", "ccm fir");
        return List.of(new Codec(100, "VP8", 90000, 1, "", feedback),
                new Codec(101, "H264", 90000, 1,
                        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", feedback));
    }

    /**
     * The codecs of a section that this engine passes on, in the section's order; with audio also the keys of a telephone (RFC 4733), which alone
     * are nothing.
     */
    public static List<Codec> supported(MediaSection section) {
        List<Codec> codecs = named(section, section.media().equals("video") ? VIDEO : AUDIO);
        return codecs.stream().allMatch(Codec::isTelephoneEvent) ? List.of() : codecs;
    }

    private static List<Codec> named(MediaSection section, Set<String> names) {
        Map<String, String> maps = byPayloadType(section, "rtpmap");
        Map<String, String> formats = byPayloadType(section, "fmtp");
        List<Codec> codecs = new ArrayList<>();
        for (String format : section.formats()) {
            if (!format.matches("\\d{1,3}") || Integer.parseInt(format) > 127) {
                continue;
            }
            int payloadType = Integer.parseInt(format);
            String[] map = maps.getOrDefault(format, STATIC.getOrDefault(payloadType, "")).split("/");
            if (map.length >= 2 && names.contains((map[0] + "/" + map[1]).toUpperCase(Locale.ROOT))) {
                // Opus always says two (RFC 7587); some forget it.
                int channels = map[0].equalsIgnoreCase("opus") || map.length > 2 && map[2].equals("2") ? 2 : 1;
                codecs.add(new Codec(payloadType, map[0], Integer.parseInt(map[1]), channels,
                        formats.getOrDefault(format, ""),
                        feedback(section, format)));
            }
        }
        return codecs;
    }

    private static List<String> feedback(MediaSection section, String format) {
        return section.attributes("rtcp-fb").stream().filter(v -> v.startsWith(format + " ") || v.startsWith("* "))
                .map(v -> v.substring(v.indexOf(' ') + 1).trim()).filter(FEEDBACK::contains).distinct().toList();
    }

    private static Map<String, String> byPayloadType(MediaSection section, String attribute) {
        Map<String, String> values = new HashMap<>();
        for (String value : section.attributes(attribute)) {
            int space = value.indexOf(' ');
            if (space > 0) {
                values.putIfAbsent(value.substring(0, space), value.substring(space + 1).trim());
            }
        }
        return values;
    }
}
