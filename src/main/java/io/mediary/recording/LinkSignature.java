package io.mediary.recording;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What makes a link to a recording one that we gave: HMAC-SHA256 (RFC 2104) over the recording's id and the time at which
 * the link ends. Thread-safe.
 */
final class LinkSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param key a secret, in Base64 */
    LinkSignature(String key) {
        this.key = new SecretKeySpec(Base64.getUrlDecoder().decode(key), ALGORITHM);
    }

    /** The signature, as it stands in a link: 43 characters that need no escape. */
    String of(String recordingId, long expiresAt) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // The time first: it has no line end, so no id can be read as another id and time.
            byte[] signature = mac.doFinal((expiresAt + "\n" + recordingId).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether it is the signature; how long this takes tells nothing of it. */
    boolean matches(String signature, String recordingId, long expiresAt) {
        return MessageDigest.isEqual(signature.getBytes(StandardCharsets.UTF_8),
                of(recordingId, expiresAt).getBytes(StandardCharsets.UTF_8));
    }
}
