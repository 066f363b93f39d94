package io.mediary.media;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which uris a player may open: http and https at public addresses, and what is listed. Names are resolved, and every
 * address they have must be allowed. A redirect is another uri: whoever follows one asks again. Thread-safe; asking waits
 * for the name service and the disk, so it must not happen on an event loop.
 */
public final class UriRules {

    private static final int LONGEST = 2_048;
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e&&[^\\\\]]+");
    private static final Pattern DOTTED = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    /** What a resolver of C takes for a number: 127.1, 0x7f.1, 2130706433. */
    private static final Pattern NUMBER = Pattern.compile("(?i)(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");
    private static final Pattern HIDDEN = Pattern.compile("(?i)%(2e|2f|5c|25)");
    private static final Pattern CONTROL = Pattern.compile("(?i)%([01][0-9a-f]|7f)");

    /** Finds the addresses of a name. */
    @FunctionalInterface
    public interface Names {

        /** All of them. */
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    /**
     * What was decided.
     *
     * @param refusal why it may not be opened, for the log alone; empty where it may
     * @param addresses those that were checked: whoever connects to one of them, and does not ask for the name again, reaches
     *            what was allowed; empty for files
     */
    public record Verdict(Optional<String> refusal, List<InetAddress> addresses) {

        /** Whether it may be opened. */
        public boolean allowed() {
            return refusal.isEmpty();
        }

        private static Verdict allowing(InetAddress... addresses) {
            return new Verdict(Optional.empty(), List.of(addresses));
        }

        private static Verdict refused(String reason) {
            return new Verdict(Optional.of(reason), List.of());
        }
    }

    private final Names names;
    private final List<URI> servers = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    /** Rules with this machine's name service. */
    public UriRules(List<String> allow) {
        this(allow, InetAddress::getAllByName);
    }

    /**
     * Rules for players.
     *
     * @param allow beginnings of URLs, and `file:` directories
     * @throws IllegalArgumentException where one of them is neither
     */
    public UriRules(List<String> allow, Names names) {
        this.names = names;
        for (String entry : allow) {
            URI uri = URI.create(entry);
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            if (scheme.equals("file") && uri.getPath() != null && uri.getPath().startsWith("/")) {
                directories.add(Path.of(uri.getPath()).normalize());
            } else if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                servers.add(uri);
            } else {
                throw new IllegalArgumentException("neither a URL nor a file: directory: " + entry);
            }
        }
    }

    /** Whether a player may open it. */
    public Verdict check(String uri) {
        if (uri.length() > LONGEST || !PLAIN.matcher(uri).matches()) {
            return Verdict.refused("too long, or characters that no uri has");
        }
        try {
            URI parsed = new URI(uri);
            if (parsed.getScheme() == null || parsed.isOpaque() || CONTROL.matcher(uri).find()
                    || !isText(parsed.getRawPath())) {
                return Verdict.refused("no absolute uri of text");
            }
            return switch (parsed.getScheme().toLowerCase(Locale.ROOT)) {
                case "file" -> file(parsed);
                case "http", "https" -> server(parsed);
                default -> Verdict.refused("scheme " + parsed.getScheme());
            };
        } catch (URISyntaxException e) {
            return Verdict.refused(e.getMessage());
        }
    }

    /** Whether a connection for an http or https uri, which was allowed, may go to this address. Waits for nothing. */
    public boolean reaches(URI uri, InetAddress address) {
        return uri.getHost() != null && (PublicAddresses.contain(address) || isListed(uri));
    }

    @Override
    public String toString() {
        return servers + " " + directories;
    }

    private Verdict server(URI uri) {
        String authority = uri.getRawAuthority();
        String host = uri.getHost();
        if (authority == null || authority.contains("@") || host == null || uri.getPort() == 0
                || uri.getPort() > 0xFFFF) {
            return Verdict.refused("no plain host: " + authority);
        }
        if (host.contains("%") || !host.startsWith("[") && NUMBER.matcher(host).matches()
                && !DOTTED.matcher(host).matches()) {
            return Verdict.refused("a number that programs read differently: " + host);
        }
        try {
            InetAddress[] addresses = names.resolve(host);
            if (addresses.length == 0) {
                return Verdict.refused(host + " is nowhere");
            }
            if (host.startsWith("[") && addresses[0] instanceof Inet4Address) {
                return Verdict.refused("an address of version 4 in disguise: " + host);
            }
            if (isListed(uri)) {
                return Verdict.allowing(addresses);
            }
            Optional<InetAddress> inner = Arrays.stream(addresses).filter(a -> !PublicAddresses.contain(a)).findAny();
            return inner.map(found -> Verdict.refused(host + " is " + found.getHostAddress()))
                    .orElseGet(() -> Verdict.allowing(addresses));
        } catch (UnknownHostException e) {
            return Verdict.refused("unknown host " + host);
        }
    }

    private boolean isListed(URI uri) {
        return servers.stream().anyMatch(entry -> begins(uri, entry));
    }

    /** By parts, so that neither `http://allowed.example.evil/` nor `…/media-secret/` begins with what is listed. */
    private static boolean begins(URI uri, URI entry) {
        String path = path(uri);
        String wanted = path(entry);
        return uri.getScheme().equalsIgnoreCase(entry.getScheme()) && uri.getHost().equalsIgnoreCase(entry.getHost())
                && port(uri) == port(entry) && isStraight(path)
                && (path.equals(wanted) || path.startsWith(wanted.endsWith("/") ? wanted : wanted + "/"));
    }

    private static String path(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Files may lie on a media server's disk: where a directory is not here, the path alone tells. */
    private Verdict file(URI uri) {
        if (uri.getRawAuthority() != null || uri.getRawQuery() != null || uri.getRawFragment() != null
                || !uri.getRawPath().startsWith("/") || !isStraight(uri.getRawPath())) {
            return Verdict.refused("no straight path to a file");
        }
        try {
            Path path = Path.of(uri.getPath());
            for (Path directory : directories) {
                if (path.startsWith(directory) && !path.equals(directory) && isInside(path, directory)) {
                    return Verdict.allowing();
                }
            }
            return Verdict.refused("outside the directories");
        } catch (IOException | InvalidPathException e) {
            return Verdict.refused(e.toString());
        }
    }

    /** Whether no link on the way leads out: as far as there is a way. */
    private static boolean isInside(Path path, Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        Path existing = path;
        while (Files.notExists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        return existing.toRealPath().startsWith(directory.toRealPath());
    }

    private static boolean isStraight(String rawPath) {
        return !HIDDEN.matcher(rawPath).find()
                && Arrays.stream(rawPath.split("/")).noneMatch(part -> part.equals("..") || part.equals("."));
    }

    /** Whether what is escaped is UTF-8. */
    private static boolean isText(String rawPath) {
        ByteBuffer bytes = ByteBuffer.allocate(rawPath.length());
        for (int at = 0; at < rawPath.length(); at++) {
            if (rawPath.charAt(at) == '%') {
                bytes.put((byte) Integer.parseInt(rawPath.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                bytes.put((byte) rawPath.charAt(at));
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
