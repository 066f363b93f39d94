package io.mediary.function;

import io.smallrye.mutiny.Uni;

/** Who is behind a token or a password. */
public interface Authentication {

    /** The user whose connections those of the system's SIP gateways are. Nobody else is let in under this name: no token names it. */
    String GATEWAYS = "mediary-sip";

    /** Off: everyone is administrator and no login is needed. */
    boolean enabled();

    /**
     * Verifies a JWT (RFC 7519).
     *
     * @return who it is; fails with {@code not_authenticated}
     */
    Uni<Principal> byToken(String token);

    /**
     * @param user the token's principal
     * @param administrator in the group {@code admin}
     * @param expiresAt seconds since 1970, when the token ends; 0: never
     */
    record Principal(String user, boolean administrator, long expiresAt) {
    }
}
