package io.mediary.function;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

import io.mediary.config.AuthConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Verifies tokens with SmallRye JWT. The user is the token's {@code upn}, else {@code preferred_username}, else
 * {@code sub}. Off unless set in dev and test mode, on unless set everywhere else; on without a key ends the start.
 * Never logs a token. Thread-safe.
 */
@ApplicationScoped
public class JwtAuthentication implements Authentication {

    private static final Logger LOG = Logger.getLogger(JwtAuthentication.class);

    /** Longer tokens are refused unread; HTTP headers could not carry them either. */
    private static final int TOKEN_LENGTH = 8192;
    private static final int USER_LENGTH = 256;
    private static final String PROBE = "no.token.at-all";

    private static final List<String> KEYS = List.of("mp.jwt.verify.publickey.location", "mp.jwt.verify.publickey",
            "smallrye.jwt.verify.key.location", "smallrye.jwt.verify.secretkey",
            "smallrye.jwt.keystore.verify.key.alias");

    private final JWTParser parser;
    private final Config config;
    private final String administrators;
    private final boolean enabled;

    @Inject
    JwtAuthentication(AuthConfig auth, JWTParser parser, Config config) {
        this(auth.enabled(), auth.administrators(), parser, config, LaunchMode.current());
    }

    JwtAuthentication(Optional<Boolean> enabled, String administrators, JWTParser parser, Config config,
            LaunchMode mode) {
        this.enabled = enabled.orElse(mode == LaunchMode.NORMAL);
        this.administrators = administrators;
        this.parser = parser;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        requireKey();
        requireReadableKey();
    }

    /** Throws {@link ConfigurationException} where tokens are needed and no key is set that verifies one. */
    void requireKey() {
        if (!enabled) {
            LOG.info("Authentication is off (mediary.auth.enabled=false): every caller is administrator");
        } else if (KEYS.stream().noneMatch(key -> config.getOptionalValue(key, String.class).isPresent())) {
            throw new ConfigurationException("Authentication is on (mediary.auth.enabled=true), but no key is set that"
                    + " verifies tokens: set mp.jwt.verify.publickey.location to a public key (PEM or JWKS; a file,"
                    + " a resource or a URL), or turn authentication off with mediary.auth.enabled=false",
                    Set.of("mediary.auth.enabled", "mp.jwt.verify.publickey.location"));
        }
    }

    /**
     * Throws {@link ConfigurationException} where the key is set and cannot be read. A key behind a URL is left for the
     * first token: whoever serves it may start after us.
     */
    void requireReadableKey() {
        boolean remote = KEYS.stream().map(key -> config.getOptionalValue(key, String.class).orElse(""))
                .anyMatch(value -> value.startsWith("http:") || value.startsWith("https:"));
        if (!enabled || remote) {
            return;
        }
        try {
            parser.parse(PROBE);
        } catch (ParseException expected) {
            LOG.debug("The key that verifies tokens has been read");
        } catch (RuntimeException unreadable) {
            throw new ConfigurationException("Authentication is on (mediary.auth.enabled=true), but the key that"
                    + " verifies tokens cannot be read: check mp.jwt.verify.publickey.location", unreadable,
                    Set.of("mp.jwt.verify.publickey.location"));
        }
    }

    @Override
    public boolean enabled() {
        return enabled;
    }

    @Override
    public Uni<Principal> byToken(String token) {
        if (token.isBlank() || token.length() > TOKEN_LENGTH) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.NOT_AUTHENTICATED));
        }
        // A key behind a URL is fetched by the first token, and that blocks.
        return Uni.createFrom().item(() -> principal(token))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Principal principal(String token) {
        try {
            JsonWebToken verified = parser.parse(token);
            String user = verified.getName();
            if (user == null || user.isBlank() || user.length() > USER_LENGTH || user.equals(GATEWAYS)) {
                LOG.debug("A token was refused: it names no user, or the gateways'");
                throw Failure.of(ErrorCode.NOT_AUTHENTICATED);
            }
            Set<String> groups = verified.getGroups();
            return new Principal(user, groups != null && groups.contains(administrators),
                    Math.max(0, verified.getExpirationTime()));
        } catch (ParseException refused) {
            // Not the exceptions' own texts: they may quote the token.
            if (hasCause(refused, IOException.class)) {
                LOG.warn("A token was refused because the key that verifies it could not be fetched");
            } else {
                LOG.debug("A token was refused: it is malformed, has ended or is of another key");
            }
            throw Failure.of(ErrorCode.NOT_AUTHENTICATED);
        }
    }

    private static boolean hasCause(Throwable problem, Class<?> kind) {
        Throwable cause = problem;
        while (cause != null && !kind.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
