package io.mediary.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The STUN and TURN servers that clients are told of ({@code media/session/get_ice_servers}). Media servers have a configuration of
 * their own for this. Prefix {@code mediary.ice}.
 */
@ConfigMapping(prefix = "mediary.ice")
public interface IceConfig {

    /** STUN servers, as {@code stun:stun.example.org:3478} (RFC 7064). At most 16 together with the TURN servers. */
    Optional<List<String>> stunUrls();

    /**
     * TURN servers, as {@code turn:turn.example.org:3478?transport=udp} and {@code turns:turn.example.org:5349} (RFC 7065).
     * They need {@link #turnSecret()}, or the start fails: a TURN server that lets everyone in relays for everyone.
     */
    Optional<List<String>> turnUrls();

    /**
     * The secret that the TURN servers share with all instances: coturn's {@code static-auth-secret} with
     * {@code use-auth-secret}. Clients never see it, only what is derived from it.
     */
    Optional<String> turnSecret();

    /**
     * How long credentials work, from their making on: 1 minute to 7 days, or the start fails. A client that allocates
     * or refreshes later is refused by the TURN server, so it should outlast the longest session; whoever is told a
     * credential can relay through the TURN server until then.
     */
    @WithDefault("24h")
    Duration ttl();
}
