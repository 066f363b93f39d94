package io.mediary.media.kurento;

import java.net.URI;

/**
 * Where a media server is. The url is what it is known by; nodes with the same url are the same node.
 *
 * @param url where to connect
 * @param name whose certificate a {@code wss} server must show
 */
record Address(URI url, String name) {

    /** An address whose server shows a certificate for the host in it. */
    static Address of(URI url) {
        return new Address(url, url.getHost());
    }

    /** Whether the server is to be verified by another name than the one that it is connected to by. */
    boolean isNamed() {
        return "wss".equalsIgnoreCase(url.getScheme()) && !name.equalsIgnoreCase(url.getHost());
    }
}
