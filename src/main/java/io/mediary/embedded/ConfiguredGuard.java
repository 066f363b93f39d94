package io.mediary.embedded;

import java.net.InetAddress;
import java.net.URI;

import io.mediary.config.OpenableUris;
import io.mediary.embedded.engine.playback.UriGuard;

/** Players of the embedded media server may open what the application's configuration says. Thread-safe. */
record ConfiguredGuard(OpenableUris uris) implements UriGuard {

    @Override
    public boolean allows(URI uri) {
        return uris.allow(uri);
    }

    @Override
    public boolean allows(URI uri, InetAddress address) {
        return uris.allow(uri, address);
    }
}
