package io.mediary.recording;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Excerpt;
import io.mediary.function.Failure;
import io.mediary.media.RecordingProfile;

/**
 * The name under which a recording is written: a path below the directory of recordings, and never out of it.
 * <p>
 * A name has at most 200 characters and 8 parts, with {@code /} between them; a part has at most 240 bytes of UTF-8. Parts
 * consist of letters, digits and their marks of any script, spaces and {@code . _ - + = , @ ( )}; they begin with none of
 * dot, space and {@code -}, and end with neither dot nor space. So there is nothing in a name that a uri, a shell or another
 * file system could read differently. Stateless.
 */
public final class RecordingName {

    private static final Logger LOG = Logger.getLogger(RecordingName.class);
    private static final int LONGEST = 200;
    private static final int LONGEST_URI = 4_096;
    private static final int LONGEST_PART = 240;
    private static final int MOST_PARTS = 8;
    private static final Pattern FILE = Pattern.compile("(?i)file:.*", Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e&&[^\\\\]]+");
    /** What would be a separator, a dot or an escape only after it is decoded. */
    private static final Pattern HIDDEN = Pattern.compile("(?i)%(2e|2f|5c|25)");
    private static final Pattern PART = Pattern
            .compile("[\\p{L}\\p{N}_+=,@(](?:[\\p{L}\\p{M}\\p{N} ._+=,@()\\-]*[\\p{L}\\p{M}\\p{N}_+=,@()\\-])?");

    private RecordingName() {
    }

    /** As the other one, where the media servers and this instance see the directory at the same path. */
    public static String of(String uri, Path directory, RecordingProfile.Format format) {
        return of(uri, directory, directory, format);
    }

    /**
     * The name that a caller asks for. It looks at the disk where the directory is there, so it must not be called on an
     * event loop.
     *
     * @param uri a name, or {@code file:} with an absolute path inside the directory
     * @param directory absolute, as media servers see it
     * @param seen the same directory as this instance sees it; it need not be there
     * @param format whose extension is added where it is missing
     * @return the name, relative, in Unicode's form C, with {@code /} between its parts, with the extension
     * @throws Failure {@code unauthorized} where it leaves the directory or is no name; the reason is in the log alone
     */
    public static String of(String uri, Path directory, Path seen, RecordingProfile.Format format) {
        try {
            String asked = FILE.matcher(uri).matches() ? inside(uri, directory.normalize()) : uri;
            String name = named(asked, "." + format.name().toLowerCase(Locale.ROOT));
            checkLinks(seen.normalize(), name);
            return name;
        } catch (Refused | InvalidPathException e) {
            LOG.infof("Not recorded to %s: %s", Excerpt.of(uri), Excerpt.of(e.getMessage()));
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
    }

    private static String inside(String uri, Path directory) throws Refused {
        if (uri.length() > LONGEST_URI || !PLAIN.matcher(uri).matches() || HIDDEN.matcher(uri).find()) {
            throw new Refused("no uri of a file");
        }
        try {
            URI parsed = new URI(uri);
            String raw = parsed.getRawPath();
            if (parsed.getRawAuthority() != null || parsed.getRawQuery() != null || parsed.getRawFragment() != null
                    || raw == null || !raw.startsWith("/") || raw.startsWith("//")) {
                throw new Refused("no uri of a file on the media server");
            }
            String text = text(raw);
            if (Arrays.asList(text.split("/")).contains("..")) {
                throw new Refused("a path that goes up");
            }
            Path path = Path.of(text).normalize();
            if (!path.startsWith(directory) || path.equals(directory)) {
                throw new Refused("outside the directory of recordings");
            }
            return directory.relativize(path) + (text.endsWith("/") ? "/" : "");
        } catch (URISyntaxException e) {
            throw new Refused(e.getReason());
        }
    }

    /** Without the help of {@link URI}, which puts replacement characters for what is not UTF-8. */
    private static String text(String raw) throws Refused {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int at = 0; at < raw.length(); at++) {
            if (raw.charAt(at) == '%') {
                bytes.put((byte) Integer.parseInt(raw.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                bytes.put((byte) raw.charAt(at));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new Refused("not UTF-8");
        }
    }

    private static String named(String asked, String extension) throws Refused {
        if (asked.length() > LONGEST || asked.startsWith("/") || asked.endsWith("/")) {
            throw new Refused("too long, or not relative, or no name of a file");
        }
        List<String> parts = Arrays.stream(Normalizer.normalize(asked, Normalizer.Form.NFC).split("/"))
                .filter(part -> !part.isEmpty() && !part.equals(".")).toList();
        String joined = String.join("/", parts);
        String name = joined.toLowerCase(Locale.ROOT).endsWith(extension) ? joined : joined + extension;
        boolean good = !parts.isEmpty() && parts.size() <= MOST_PARTS && name.length() <= LONGEST
                && parts.stream().allMatch(RecordingName::isPart)
                && Arrays.stream(name.split("/")).allMatch(RecordingName::isPart);
        if (!good) {
            throw new Refused("too long, too deep, or characters that no name has");
        }
        return name;
    }

    private static boolean isPart(String part) {
        return PART.matcher(part).matches() && part.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PART;
    }

    /** A link, even one that stays inside, would make two names of one file: so none is followed. */
    private static void checkLinks(Path directory, String name) throws Refused {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Path existing = directory.toRealPath().resolve(name);
            while (Files.notExists(existing, LinkOption.NOFOLLOW_LINKS)) {
                existing = existing.getParent();
            }
            if (!existing.toRealPath().equals(existing)) {
                throw new Refused("a link on the way: " + existing);
            }
        } catch (IOException e) {
            throw new Refused(e.toString());
        }
    }

    /** Why there is no such name, for the log. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }
}
