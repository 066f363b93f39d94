package io.mediary.embedded.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the media engine is run.
 *
 * @param host the address that the UDP port is bound to, and that the candidates name; `0.0.0.0` for every IPv4 address of this machine
 * @param recordings the directory that recorders write in, and nowhere else; empty: wherever this process may write
 */
public record EngineOptions(String host, Optional<Path> recordings) {

    /** For this machine only. */
    public static EngineOptions loopback() {
        return new EngineOptions("127.0.0.1");
    }

    /** Without a host it is `127.0.0.1`. */
    public EngineOptions {
        host = host == null || host.isBlank() ? "127.0.0.1" : host;
        recordings = recordings.map(directory -> directory.toAbsolutePath().normalize());
    }

    /** With recordings anywhere. */
    public EngineOptions(String host) {
        this(host, Optional.empty());
    }

    /** The same with recordings in that directory only. */
    public EngineOptions withRecordings(Path directory) {
        return new EngineOptions(host, Optional.of(directory));
    }
}
