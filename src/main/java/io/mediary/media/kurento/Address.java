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
}
