package io.mediary.embedded.engine;

import java.util.Objects;

import io.mediary.embedded.engine.playback.UriGuard;

/**
 * How the media engine is run.
 *
 * @param host the address that the UDP port is bound to, and that the candidates name; `0.0.0.0` for every IPv4 address of this machine
 * @param uris what players may open
 */
public record EngineOptions(String host, UriGuard uris) {

    /** For this machine only. */
    public static EngineOptions loopback() {
        return new EngineOptions("127.0.0.1");
    }

    /** Without a host it is `127.0.0.1`. */
    public EngineOptions {
        host = host == null || host.isBlank() ? "127.0.0.1" : host;
        Objects.requireNonNull(uris, "uris");
    }

    /** With players that may open everything. */
    public EngineOptions(String host) {
        this(host, UriGuard.everything());
    }
}
