package io.mediary.recording;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.mediary.function.ErrorCode;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;

/**
 * Signed links to recordings: whoever has one may read the recording until the link ends, without being anybody. The
 * secret behind the signatures is made by the first instance that needs it and is kept in Redis: all instances sign and
 * verify alike, and deleting {@code mediary:link-key} ends all links. It is read each time (one round trip), so no
 * instance goes on with an old one. Everything fails with {@link ErrorCode#UNAVAILABLE} where Redis is away. Thread-safe.
 */
@ApplicationScoped
public class Links {

    /** What the path of every recording begins with; its id follows. */
    public static final String PATH = "/v1/recordings/";
    /** How long a link may live. */
    public static final Duration LONGEST = Duration.ofDays(7);

    private static final int KEY_LENGTH = 32;

    private final Scripts scripts;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Links(Scripts scripts) {
        this(scripts, Clock.systemUTC());
    }

    Links(Scripts scripts, Clock clock) {
        this.scripts = scripts;
        this.clock = clock;
    }

    /**
     * A link to a recording.
     *
     * @param expiresAt when it ends, milliseconds since 1970
     * @return path and query: a reference relative to the server
     */
    public Uni<String> url(String recordingId, long expiresAt) {
        return scripts.run("link_key", List.of(Keys.LINK_KEY), List.of(newKey()))
                .map(key -> PATH + URLEncoder.encode(recordingId, StandardCharsets.UTF_8).replace("+", "%20")
                        + "?expires=" + expiresAt + "&signature="
                        + new LinkSignature(key.toString()).of(recordingId, expiresAt));
    }

    /**
     * Whether a link to a recording is one of ours, is unaltered and has not ended.
     *
     * @param expiresAt as the link says, milliseconds since 1970
     * @param signature as the link says
     */
    public Uni<Boolean> verify(String recordingId, long expiresAt, String signature) {
        if (clock.millis() >= expiresAt) {
            return Uni.createFrom().item(false);
        }
        return scripts.command(Command.GET, Keys.LINK_KEY).map(
                key -> key != null && new LinkSignature(key.toString()).matches(signature, recordingId, expiresAt));
    }

    private String newKey() {
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }
}
