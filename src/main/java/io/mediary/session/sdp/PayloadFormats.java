package io.mediary.session.sdp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.mediary.media.MediaKind;

/**
 * The payload formats of one media section (RFC 8866, section 5.14 and 6.6): which codec stands behind each payload
 * type, and the section with fewer of them or in another order. Payload types mean something within their section only.
 * A payload type that stands twice, or is described twice, counts as it stood first. All is linear in the section's
 * length. Immutable.
 */
public final class PayloadFormats {

    private static final String RTX = "rtx";
    private static final Pattern PAYLOAD_TYPE = Pattern.compile("\\d{1,2}|1[01]\\d|12[0-7]");
    private static final Pattern RTPMAP = Pattern.compile("a=rtpmap:(\\d{1,3})\\s+([^/\\s]+)/\\d{1,9}(?:/\\S*)?\\s*");
    private static final Pattern FMTP = Pattern.compile("a=fmtp:(\\d{1,3})\\s+(\\S.*)");
    private static final Pattern APT = Pattern.compile("(?:^|[;\\s])apt=(\\d{1,3})", Pattern.CASE_INSENSITIVE);
    private static final Pattern OF_A_FORMAT = Pattern.compile("a=(?:rtpmap|fmtp|rtcp-fb|imageattr):(\\S*)");

    /** RFC 3551, section 6: no rtpmap needed. */
    private static final Map<String, String> STATIC = Map.of("0", "pcmu", "3", "gsm", "8", "pcma", "9", "g722", "13",
            "cn", "18", "g729");
    private static final Set<String> AUXILIARY = Set.of(RTX, "red", "ulpfec", "telephone-event", "cn");
    private static final Set<String> KEPT_WITH_AUDIO = Set.of("telephone-event", "cn");

    private final List<String> lines;
    private final List<String> head;
    private final Set<String> types;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> repaired = new HashMap<>();

    /**
     * Reads a section.
     *
     * @param lines its lines, the m-line first: media, port, protocol and at least one format
     */
    public PayloadFormats(List<String> lines) {
        this.lines = lines;
        List<String> words = List.of(lines.get(0).trim().split(" +"));
        head = words.subList(0, 3);
        types = new LinkedHashSet<>(words.subList(3, words.size()));
        lines.forEach(this::read);
        STATIC.forEach(names::putIfAbsent);
    }

    private void read(String line) {
        Matcher map = RTPMAP.matcher(line);
        if (map.matches()) {
            names.putIfAbsent(map.group(1), map.group(2).toLowerCase(Locale.ROOT));
            return;
        }
        Matcher format = FMTP.matcher(line);
        if (format.matches()) {
            Matcher apt = APT.matcher(format.group(2));
            if (apt.find()) {
                repaired.putIfAbsent(format.group(1), apt.group(1));
            }
        }
    }

    /** Audio or video by RTP; empty for anything else. */
    Optional<MediaKind> kind() {
        if (!head.get(2).contains("RTP/")) {
            return Optional.empty();
        }
        return switch (head.get(0)) {
            case "m=audio" -> Optional.of(MediaKind.AUDIO);
            case "m=video" -> Optional.of(MediaKind.VIDEO);
            default -> Optional.empty();
        };
    }

    /** Not rejected: a port, or none of its own in a BUNDLE (RFC 9143, section 6). {@code a=inactive} is no rejection. */
    boolean accepted() {
        return !head.get(1).split("/")[0].matches("0+") || lines.contains("a=bundle-only");
    }

    /** The encoding names in order, lower case; auxiliary formats and unknown payload types are left out. */
    Stream<String> codecs() {
        return types.stream().flatMap(type -> codec(type).stream());
    }

    /** The section's lines with this codec alone and what belongs to it; empty where it has not this codec. */
    Optional<List<String>> only(String codec) {
        String wanted = codec.toLowerCase(Locale.ROOT);
        Predicate<String> isWanted = type -> codec(type).filter(wanted::equals).isPresent();
        if (types.stream().noneMatch(isWanted)) {
            return Optional.empty();
        }
        Set<String> kept = new LinkedHashSet<>();
        for (String type : types) {
            if (isWanted.test(master(type)) || isKeptWithAudio(type)) {
                kept.add(type);
            }
        }
        return Optional.of(keeping(kept));
    }

    /** The same with several codecs (in lower case), in their order; empty where it has none of them. */
    Optional<List<String>> only(List<String> codecs) {
        Set<String> kept = new LinkedHashSet<>();
        for (String codec : codecs) {
            types.stream().filter(type -> codec(master(type)).filter(codec::equals).isPresent()).forEach(kept::add);
        }
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        types.stream().filter(this::isKeptWithAudio).forEach(kept::add);
        return Optional.of(keeping(kept));
    }

    private boolean isKeptWithAudio(String type) {
        return kind().filter(MediaKind.AUDIO::equals).isPresent() && KEPT_WITH_AUDIO.contains(name(type));
    }

    /** The section's lines with these codecs first, each with its retransmission; the order is kept otherwise. */
    List<String> preferring(List<String> codecs) {
        Set<String> preferred = new HashSet<>(codecs);
        List<String> first = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (String type : types) {
            boolean isFirst = codec(master(type)).filter(preferred::contains).isPresent();
            (isFirst ? first : rest).add(type);
        }
        Set<String> order = new LinkedHashSet<>(first);
        order.addAll(rest);
        return keeping(order);
    }

    /** The section's lines with these of its payload types alone, in this order, and what describes them. */
    public List<String> keeping(Collection<String> chosen) {
        Set<String> kept = Set.copyOf(chosen);
        List<String> section = new ArrayList<>();
        section.add(String.join(" ", head) + " " + String.join(" ", chosen));
        for (String line : lines.subList(1, lines.size())) {
            Matcher attribute = OF_A_FORMAT.matcher(line);
            if (!attribute.lookingAt() || attribute.group(1).equals("*") || kept.contains(attribute.group(1))) {
                section.add(line);
            }
        }
        return section;
    }

    /** The payload type that this one repairs, else itself. */
    private String master(String type) {
        return name(type).equals(RTX) ? repaired.getOrDefault(type, type) : type;
    }

    private Optional<String> codec(String type) {
        return Optional.of(name(type))
                .filter(name -> !name.isEmpty() && !AUXILIARY.contains(name) && !name.startsWith("flexfec"));
    }

    private String name(String type) {
        return types.contains(type) && PAYLOAD_TYPE.matcher(type).matches() ? names.getOrDefault(type, "") : "";
    }
}
