package io.mediary.embedded.engine.playback;

import java.net.InetAddress;
import java.net.URI;

/**
 * Says what players may open. Asked before each uri is opened, that of every redirect too, on the thread of the player:
 * it may resolve names. Implementations are thread-safe.
 */
@FunctionalInterface
public interface UriGuard {

    /** Whether this uri may be opened; an exception counts as no. */
    boolean allows(URI uri);

    /**
     * Whether a connection for this uri, which was allowed, may go to this address. It is the very address that is
     * connected to, so a name that resolves to another one the second time gains nothing.
     */
    default boolean allows(URI uri, InetAddress address) {
        return true;
    }

    /** Everything may be opened: for callers that check before. */
    static UriGuard everything() {
        return uri -> true;
    }
}
