package io.mediary.sip.stack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a message, cut into lines and no further: what framing and refusals need of messages that no parser takes. Names are those of
 * RFC 3261 in lower case, compact forms written out. Immutable.
 */
final class Head {

    private static final int UNKNOWN = -1;
    private static final Map<Character, String> COMPACT = Map.of('i', "call-id", 'm', "contact", 'e',
            "content-encoding", 'l', "content-length", 'c', "content-type", 'f', "from", 's', "subject", 'k',
            "supported", 't', "to", 'v', "via");

    private static final Pattern BRANCH = Pattern.compile("^[^,]*?;\\s*branch\\s*=\\s*([^;,\\s]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TAG = Pattern.compile(";\\s*tag\\s*=\\s*([^;,\\s]+)", Pattern.CASE_INSENSITIVE);

    private final String firstLine;
    private final Map<String, List<String>> headers;

    private Head(String firstLine, Map<String, List<String>> headers) {
        this.firstLine = firstLine;
        this.headers = headers;
    }

    /** Of a message up to the empty line, or its end; {@code from} is where the start line begins. */
    static Head of(byte[] message, int from, int to) {
        String[] lines = new String(message, from, to - from, StandardCharsets.ISO_8859_1).split("\r\n|\r|\n", -1);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        List<String> last = null;
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            String line = lines[i];
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                if (last != null) {
                    last.set(last.size() - 1, (last.get(last.size() - 1) + " " + line.strip()).strip());
                }
                continue;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                last = headers.computeIfAbsent(name(line.substring(0, colon)), name -> new ArrayList<>(1));
                last.add(line.substring(colon + 1).strip());
            } else {
                last = null;
            }
        }
        return new Head(lines[0], headers);
    }

    /** Of a whole message, which may begin with empty lines. */
    static Head of(byte[] message) {
        int from = 0;
        while (from < message.length && (message[from] == '\r' || message[from] == '\n')) {
            from++;
        }
        int end = end(message, from, message.length);
        return of(message, from, end < 0 ? message.length : end);
    }

    /** Where the body begins: behind the first empty line; -1: not there yet. */
    static int end(byte[] bytes, int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return UNKNOWN;
    }

    /** As it came, {@code INVITE sip:a@b SIP/2.0}. */
    String firstLine() {
        return firstLine;
    }

    /** Whether this is a response, by its first line. */
    boolean isResponse() {
        return firstLine.regionMatches(true, 0, "SIP/", 0, 4);
    }

    /** The method of a request, or what stands where it should. */
    String method() {
        int space = firstLine.indexOf(' ');
        return space < 0 ? firstLine : firstLine.substring(0, space);
    }

    /** All values of a header's lines, in order. */
    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The value of the first line of a header. */
    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** What the first Via's transaction is known by. */
    Optional<String> branch() {
        return first("via").map(BRANCH::matcher).filter(Matcher::find).map(found -> found.group(1));
    }

    /** The tag of the called end, which has one within a dialog. */
    Optional<String> toTag() {
        return first("to").map(to -> to.substring(to.lastIndexOf('>') + 1)).map(TAG::matcher).filter(Matcher::find)
                .map(found -> found.group(1));
    }

    /** What orders messages: the Call-ID, empty where there is none. */
    String callId() {
        return first("call-id").orElse("");
    }

    /**
     * The length of the body that it states: empty where it says nothing; negative where that is no number, is contradictory, or is larger than a
     * message may be.
     */
    Optional<Integer> contentLength(int most) {
        List<String> lengths = all("content-length");
        if (lengths.isEmpty()) {
            return Optional.empty();
        }
        String length = lengths.get(0);
        boolean number = length.length() < 10 && !length.isEmpty()
                && length.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        if (!number || lengths.stream().anyMatch(other -> !other.equals(length)) || Integer.parseInt(length) > most) {
            return Optional.of(UNKNOWN);
        }
        return Optional.of(Integer.parseInt(length));
    }

    private static String name(String written) {
        String name = written.strip().toLowerCase(Locale.ROOT);
        return name.length() == 1 ? COMPACT.getOrDefault(name.charAt(0), name) : name;
    }
}
