package io.mediary.recording;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern TIME = Pattern.compile("\\d{1,15}");
    private static final Pattern SIGNATURE = Pattern.compile("(\\d{1,15})\\.([A-Za-z0-9_-]{43})");

    private final Scripts scripts;
    private final Clock clock;

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
     * @param startedAt when the recording began, milliseconds since 1970
     * @param expiresAt when the link ends, milliseconds since 1970
     * @return path and query: a reference relative to the server
     */
    public Uni<String> url(String recordingId, long startedAt, long expiresAt) {
        return scripts.run("link_key", List.of(Keys.LINK_KEY), List.of(newKey()))
                .map(key -> PATH + URLEncoder.encode(recordingId, StandardCharsets.UTF_8).replace("+", "%20")
                        + "?expires=" + expiresAt + "&signature=" + startedAt + "."
                        + new LinkSignature(key.toString()).of(recordingId, startedAt, expiresAt));
    }

    /**
     * Whether a link to a recording is one of ours, is unaltered and has not ended.
     *
     * @param expires as the link says
     * @param signature as the link says
     * @return when the recording that it was made for began, milliseconds since 1970; empty: it is no such link
     */
    public Uni<Optional<Long>> verify(String recordingId, String expires, String signature) {
        Matcher parts = SIGNATURE.matcher(signature);
        if (!TIME.matcher(expires).matches() || !parts.matches() || clock.millis() >= Long.parseLong(expires)) {
            return Uni.createFrom().item(Optional.empty());
        }
        long startedAt = Long.parseLong(parts.group(1));
        return scripts.command(Command.GET, Keys.LINK_KEY)
                .map(key -> Optional.ofNullable(key)
                        .filter(known -> new LinkSignature(known.toString()).matches(parts.group(2), recordingId,
                                startedAt, Long.parseLong(expires)))
                        .map(known -> startedAt));
    }

    private String newKey() {
        byte[] key = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }
}
