package io.mediary.embedded.engine.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A parsed SDP (RFC 8866) of the other side: what is before the first m-line, and the m-lines.
 *
 * @param connection what stands behind the session's `c=`, empty without one
 * @param attributes of the whole session
 * @param media the m-lines in their order
 */
public record SessionDescription(String connection, List<Attribute> attributes, List<MediaSection> media) {

    /** No browser's description comes near it. */
    public static final int MAX_LENGTH = 256 * 1024;
    private static final int MAX_SECTIONS = 64;
    private static final int MAX_LINES = 8192;
    private static final Pattern M_LINE = Pattern.compile("([a-z]+) (\\d{1,5})(?:/\\d{1,5})? (\\S+)((?: \\S+)*)");

    /**
     * Reads an SDP; line ends may be CRLF or LF.
     *
     * @throws SdpException when it is no SDP, or longer than {@link #MAX_LENGTH} characters
     */
    public static SessionDescription parse(String text) throws SdpException {
        if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
            throw new SdpException("an SDP has 1 to " + MAX_LENGTH + " characters");
        }
        String[] lines = text.split("\r?\n", MAX_LINES + 1);
        if (lines.length > MAX_LINES) {
            throw new SdpException("more than " + MAX_LINES + " lines");
        }
        if (!lines[0].equals("v=0")) {
            throw new SdpException("does not begin with v=0");
        }
        return new Reader().read(lines);
    }

    /** The value of the first session attribute of that name. */
    public Optional<String> attribute(String name) {
        return attributes.stream().filter(a -> a.name().equals(name)).map(Attribute::value).findFirst();
    }

    /** A section's attribute, or else the session's: ICE and DTLS parameters may stand in either place. */
    public Optional<String> inherited(MediaSection section, String name) {
        return section.attribute(name).or(() -> attribute(name));
    }

    /** The mids of the first BUNDLE group, empty without one. */
    public List<String> bundle() {
        return attributes.stream().filter(a -> a.name().equals("group") && a.value().startsWith("BUNDLE")).findFirst()
                .map(a -> List.of(a.value().substring("BUNDLE".length()).trim().split(" +"))).orElse(List.of());
    }

    private static final class Reader {

        private final List<Attribute> session = new ArrayList<>();
        private final List<MediaSection> sections = new ArrayList<>();
        private boolean origin;
        private String connection = "";

        SessionDescription read(String[] lines) throws SdpException {
            for (String line : lines) {
                if (!line.isBlank()) {
                    line(line.stripTrailing());
                }
            }
            if (!origin) {
                throw new SdpException("no o= line");
            }
            return new SessionDescription(connection, List.copyOf(session), List.copyOf(sections));
        }

        private void line(String line) throws SdpException {
            if (line.length() < 2 || line.charAt(1) != '=' || line.charAt(0) < 'a' || line.charAt(0) > 'z') {
                throw new SdpException("not a line of an SDP");
            }
            String value = line.substring(2);
            switch (line.charAt(0)) {
                case 'm' -> section(value);
                case 'o' -> origin = true;
                case 'c' -> connection(value.trim());
                case 'a' -> (sections.isEmpty() ? session : sections.get(sections.size() - 1).attributes())
                        .add(Attribute.parse(value));
                default -> {
                    // The rest (names, times, bandwidths) changes nothing here.
                }
            }
        }

        /** Of several, as a layered stream may have them, the first counts. */
        private void connection(String value) {
            int last = sections.size() - 1;
            if (last < 0) {
                connection = value;
            } else if (sections.get(last).connection().isEmpty()) {
                sections.set(last, sections.get(last).connected(value));
            }
        }

        private void section(String value) throws SdpException {
            var match = M_LINE.matcher(value);
            if (!match.matches() || sections.size() == MAX_SECTIONS) {
                throw new SdpException("m-line unreadable, or more than " + MAX_SECTIONS);
            }
            List<String> formats = Arrays.stream(match.group(4).trim().split(" +")).filter(f -> !f.isEmpty()).toList();
            sections.add(new MediaSection(match.group(1), Integer.parseInt(match.group(2)), match.group(3), formats,
                    new ArrayList<>()));
        }
    }
}
