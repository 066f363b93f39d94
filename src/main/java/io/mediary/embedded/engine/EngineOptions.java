package io.mediary.embedded.engine;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

import io.mediary.embedded.engine.playback.UriGuard;

/**
 * How the media engine is run.
 *
 * @param host the address that the UDP port is bound to, and that the candidates name; `0.0.0.0` for every IPv4 address of this machine
 * @param uris what players may open
 * @param recordings the directory that recorders write in, and nowhere else; empty: wherever this process may write
 */
public record EngineOptions(String host, UriGuard uris, Optional<Path> recordings) {

    /** For this machine only. */
    public static EngineOptions loopback() {
        return new EngineOptions("127.0.0.1");
    }

    /** Without a host it is `127.0.0.1`. */
    public EngineOptions {
        host = host == null || host.isBlank() ? "127.0.0.1" : host;
        Objects.requireNonNull(uris, "uris");
        recordings = recordings.map(directory -> directory.toAbsolutePath().normalize());
    }

    /** With recordings anywhere. */
    public EngineOptions(String host, UriGuard uris) {
        this(host, uris, Optional.empty());
    }

    /** The same with recordings in that directory only. */
    public EngineOptions withRecordings(Path directory) {
        return new EngineOptions(host, uris, Optional.of(directory));
    }

    /** With players that may open everything, and recordings anywhere. */
    public EngineOptions(String host) {
        this(host, UriGuard.everything());
    }
}
