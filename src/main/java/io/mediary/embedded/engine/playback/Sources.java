package io.mediary.embedded.engine.playback;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Consumer;

/** Opens what a uri names: `file:`, `http:` and `https:`. */
final class Sources {

    private static final int LONGEST = 8 * 1024;

    private Sources() {
    }

    /**
     * Opens it.
     *
     * @param opening gets the source before anything can take long: to abort it
     * @throws PlaybackException where it cannot or may not be opened
     */
    static ByteSource open(String text, UriGuard guard, Consumer<ByteSource> opening) throws PlaybackException {
        URI uri = parsed(text);
        try {
            switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                case "file" -> {
                    check(uri, guard);
                    ByteSource file = FileSource.open(uri);
                    opening.accept(file);
                    return file;
                }
                case "http", "https" -> {
                    HttpSource http = new HttpSource(uri, guard);
                    opening.accept(http);
                    http.open();
                    return http;
                }
                default -> throw new PlaybackException(PlaybackException.Reason.UNKNOWN_SCHEME,
                        "No URI handler implemented for \"" + uri.getScheme() + "\".");
            }
        } catch (PlaybackException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        }
    }

    /** Fails where the guard does not allow the uri. */
    static void check(URI uri, UriGuard guard) throws PlaybackException {
        if (!guard.allows(uri)) {
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        }
    }

    private static URI parsed(String text) throws PlaybackException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        }
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (text.length() <= LONGEST && uri.getScheme() != null && !(web && uri.getHost() == null)) {
            return uri;
        }
        throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
    }
}
