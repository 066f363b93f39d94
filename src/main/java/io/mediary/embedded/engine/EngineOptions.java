package io.mediary.embedded.engine;

/**
 * How the media engine is run.
 *
 * @param host the address that the UDP port is bound to, and that the candidates name; `0.0.0.0` for every IPv4 address of this machine
 */
public record EngineOptions(String host) {

    /** For this machine only. */
    public static EngineOptions loopback() {
        return new EngineOptions("127.0.0.1");
    }

    /** Without a host it is `127.0.0.1`. */
    public EngineOptions {
        host = host == null || host.isBlank() ? "127.0.0.1" : host;
    }
}
