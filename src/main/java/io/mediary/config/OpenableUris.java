package io.mediary.config;

import java.net.InetAddress;
import java.net.URI;

/**
 * What players may open, for whoever opens it in this process: the embedded media server. Inject
 * `Instance<OpenableUris>`. Thread-safe.
 */
public interface OpenableUris {

    /** Whether it may be opened, as {@link UrisConfig#allow()} says. Waits for the name service: not on an event loop. */
    boolean allow(URI uri);

    /** Whether a connection for this uri, which was allowed, may go to this very address. Waits for nothing. */
    boolean allow(URI uri, InetAddress address);
}
