package io.mediary.config;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Who is let in. Tokens are JWTs; the keys that verify them, the issuer and the audience are set by the standard names
 * of MicroProfile JWT, as {@code mp.jwt.verify.publickey.location} and {@code mp.jwt.verify.issuer}.
 */
@ConfigMapping(prefix = "mediary.auth")
public interface AuthConfig {

    /**
     * Whether callers must show a token. Off: everyone is administrator. Where it is not set it is off in dev and test
     * mode and on everywhere else.
     */
    Optional<Boolean> enabled();

    /** The group (claim {@code groups}) whose members may act on everybody's objects. */
    @WithDefault("admin")
    String administrators();
}
