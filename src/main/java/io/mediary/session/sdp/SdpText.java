package io.mediary.session.sdp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.mediary.media.Candidate;
import io.mediary.media.MediaKind;

/**
 * An SDP (RFC 8866) cut into its session part and its media sections: as much of it as Mediary must understand, which
 * is where candidates (RFC 8839) go and which codecs there are. All is linear in the text's length. Immutable.
 */
public final class SdpText {

    private static final Pattern LINE = Pattern.compile("[a-z]=.*");
    private static final Pattern MEDIA = Pattern.compile("m=\\S+ \\d{1,5}(/\\d+)? \\S+ +\\S[\\S ]*");
    private static final String CANDIDATE = "a=candidate:";
    private static final String END = "a=end-of-candidates";

    private final List<String> session;
    private final List<List<String>> media;

    private SdpText(List<String> session, List<List<String>> media) {
        this.session = session;
        this.media = media;
    }

    /** Reads an SDP; empty where it is none, or offers no media at all. */
    public static Optional<SdpText> parse(String text) {
        List<String> session = new ArrayList<>();
        List<List<String>> media = new ArrayList<>();
        List<String> section = session;
        for (String line : text.split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            if (!LINE.matcher(line).matches()) {
                return Optional.empty();
            }
            if (line.startsWith("m=")) {
                if (!MEDIA.matcher(line).matches()) {
                    return Optional.empty();
                }
                section = new ArrayList<>();
                media.add(section);
            }
            section.add(line);
        }
        boolean complete = !session.isEmpty() && session.get(0).equals("v=0") && has(session, "o=")
                && has(session, "s=") && has(session, "t=") && !media.isEmpty();
        return complete ? Optional.of(new SdpText(session, media)) : Optional.empty();
    }

    /** How many candidates are in it. */
    public long candidates() {
        return media.stream().flatMap(List::stream).filter(line -> line.startsWith(CANDIDATE)).count();
    }

    /**
     * The same description with candidates in their media sections, each section closed with
     * {@code a=end-of-candidates} (RFC 8840): nothing will follow. A candidate goes by its {@code sdpMid}, else by its
     * index; one that fits no section is left out.
     */
    public SdpText with(List<Candidate> candidates) {
        List<List<String>> sections = new ArrayList<>();
        media.forEach(lines -> {
            List<String> open = new ArrayList<>(lines);
            open.removeIf(END::equals);
            sections.add(open);
        });
        for (Candidate candidate : candidates) {
            section(sections, candidate).ifPresent(lines -> {
                String line = "a=" + candidate.candidate();
                if (!lines.contains(line)) {
                    lines.add(line);
                }
            });
        }
        sections.forEach(lines -> lines.add(END));
        return new SdpText(session, sections);
    }

    /**
     * The encoding names of the audio and video sections, lower case and each once, in the order of their payload
     * types. A rejected section (port 0, and not in a BUNDLE) has none, an inactive one has; auxiliary formats are
     * left out.
     */
    public Codecs codecs() {
        Map<MediaKind, Set<String>> names = new EnumMap<>(MediaKind.class);
        for (List<String> lines : media) {
            PayloadFormats formats = new PayloadFormats(lines);
            formats.kind()
                    .filter(kind -> formats.accepted())
                    .ifPresent(kind -> formats.codecs()
                            .forEach(names.computeIfAbsent(kind, key -> new LinkedHashSet<>())::add));
        }
        return new Codecs(List.copyOf(names.getOrDefault(MediaKind.AUDIO, Set.of())),
                List.copyOf(names.getOrDefault(MediaKind.VIDEO, Set.of())));
    }

    /**
     * The same description with at most one codec a kind: in each section of a restricted kind the payload types of
     * that codec stay (of all its profiles), with their retransmission, for audio also telephone events and comfort
     * noise; the others go with their attributes. A rejected section stays as it is.
     *
     * @param audio the audio codec that is allowed, in any case; empty: each
     * @param video the video codec that is allowed, in any case; empty: each
     * @return empty where nothing would be left in a section that is not rejected
     */
    public Optional<SdpText> only(Optional<String> audio, Optional<String> video) {
        List<List<String>> sections = new ArrayList<>();
        for (List<String> lines : media) {
            Optional<String> codec = lines.get(0).startsWith("m=audio ")
                    ? audio
                    : lines.get(0).startsWith("m=video ") ? video : Optional.empty();
            PayloadFormats formats = new PayloadFormats(lines);
            if (codec.isEmpty() || !formats.accepted()) {
                sections.add(lines);
                continue;
            }
            Optional<List<String>> left = formats.only(codec.get());
            if (left.isEmpty()) {
                return Optional.empty();
            }
            sections.add(left.get());
        }
        return Optional.of(new SdpText(session, sections));
    }

    /**
     * The same description with these codecs alone, in their order; what goes with them stays as in
     * {@link #only(Optional, Optional)}.
     *
     * @param codecs for each kind at least one
     * @return empty where nothing would be left in a section that is not rejected
     */
    public Optional<SdpText> only(Codecs codecs) {
        List<List<String>> sections = new ArrayList<>();
        for (List<String> lines : media) {
            PayloadFormats formats = new PayloadFormats(lines);
            if (formats.kind().isEmpty() || !formats.accepted()) {
                sections.add(lines);
                continue;
            }
            Optional<List<String>> left = formats.only(codecs.names(formats.kind().get()));
            if (left.isEmpty()) {
                return Optional.empty();
            }
            sections.add(left.get());
        }
        return Optional.of(new SdpText(session, sections));
    }

    /**
     * The same description with the codecs first, within their m-line, that the other side has too; otherwise the order
     * is kept.
     */
    public SdpText prefer(Codecs other) {
        List<List<String>> sections = new ArrayList<>();
        for (List<String> lines : media) {
            PayloadFormats formats = new PayloadFormats(lines);
            sections.add(formats.kind().map(kind -> formats.preferring(other.names(kind))).orElse(lines));
        }
        return new SdpText(session, sections);
    }

    private static Optional<List<String>> section(List<List<String>> sections, Candidate candidate) {
        String mid = "a=mid:" + candidate.sdpMid();
        return sections.stream()
                .filter(lines -> lines.contains(mid))
                .findFirst()
                .or(() -> candidate.sdpMLineIndex() < sections.size()
                        ? Optional.of(sections.get(candidate.sdpMLineIndex()))
                        : Optional.empty());
    }

    private static boolean has(List<String> lines, String prefix) {
        return lines.stream().anyMatch(line -> line.startsWith(prefix));
    }

    /** The text, with RFC 8866's line ends. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        session.forEach(line -> text.append(line).append("\r\n"));
        media.forEach(lines -> lines.forEach(line -> text.append(line).append("\r\n")));
        return text.toString();
    }
}
