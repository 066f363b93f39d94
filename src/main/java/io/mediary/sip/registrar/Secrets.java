package io.mediary.sip.registrar;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.mediary.config.SipConfig;
import io.vertx.core.Vertx;

/**
 * Who may register, and what they know: the file {@code mediary.sip.users}, read again when it has changed. Passwords are not kept, only their digests
 * for our realm. Thread-safe; never waits but for the first reading.
 */
@ApplicationScoped
public class Secrets {

    private static final Logger LOG = Logger.getLogger(Secrets.class);
    private static final long LOOK_MILLIS = 5_000;
    private static final String DIGESTS = "{ha1}";

    private final Optional<Path> file;
    private final String realm;
    private volatile Map<String, Secret> secrets = Map.of();
    private volatile FileTime read = FileTime.fromMillis(0);

    /** Reads the file at once where this is a gateway, and then looks at it every few seconds. */
    @Inject
    Secrets(SipConfig config, Vertx vertx) {
        this(config.users().filter(name -> config.enabled()).map(Path::of), realm(config));
        file.ifPresent(path -> vertx.setPeriodic(LOOK_MILLIS, due -> vertx.executeBlocking(() -> {
            look();
            return null;
        })));
    }

    Secrets(Optional<Path> file, String realm) {
        this.file = file;
        this.realm = realm;
        look();
    }

    /**
     * What one user knows, as digests.
     *
     * @param md5 {@code MD5(user:realm:password)} in hex; empty: none
     * @param sha256 the same with SHA-256; empty: none
     */
    record Secret(Optional<String> md5, Optional<String> sha256) {
    }

    /** The realm of our digests: the first domain. */
    static String realm(SipConfig config) {
        return config.domains().filter(domains -> !domains.isEmpty()).map(domains -> domains.get(0))
                .orElse("mediary");
    }

    /** The realm. */
    String realm() {
        return realm;
    }

    /** Whether there is such a user. */
    public boolean isKnown(String user) {
        return secrets.containsKey(user);
    }

    /** What a user knows. */
    Optional<Secret> of(String user) {
        return Optional.ofNullable(secrets.get(user));
    }

    /** Reads the file if it has changed. One that cannot be read changes nothing. */
    final void look() {
        if (file.isEmpty()) {
            return;
        }
        try {
            FileTime changed = Files.getLastModifiedTime(file.get());
            if (!changed.equals(read)) {
                secrets = read(file.get());
                read = changed;
                LOG.infof("%d users may register", secrets.size());
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warnf("mediary.sip.users is not read: %s", unreadable.getMessage());
        }
    }

    private Map<String, Secret> read(Path path) throws IOException {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            lines.load(reader);
        }
        Map<String, Secret> all = new HashMap<>();
        lines.stringPropertyNames().forEach(user -> all.put(user, secret(user, lines.getProperty(user).strip())));
        return Map.copyOf(all);
    }

    private Secret secret(String user, String value) {
        if (!value.startsWith(DIGESTS)) {
            String known = user + ":" + realm + ":" + value;
            return new Secret(Optional.of(hash("MD5", known)), Optional.of(hash("SHA-256", known)));
        }
        Optional<String> md5 = Optional.empty();
        Optional<String> sha256 = Optional.empty();
        for (String digest : value.substring(DIGESTS.length()).split(",")) {
            String hex = digest.strip().toLowerCase(java.util.Locale.ROOT);
            if (hex.length() == 32) {
                md5 = Optional.of(hex);
            } else if (hex.length() == 64) {
                sha256 = Optional.of(hex);
            } else {
                throw new IllegalArgumentException("a digest of " + user + " is neither MD5 nor SHA-256");
            }
        }
        return new Secret(md5, sha256);
    }

    /** A text's digest in hex. @param algorithm {@code MD5} or {@code SHA-256} */
    public static String hash(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}
