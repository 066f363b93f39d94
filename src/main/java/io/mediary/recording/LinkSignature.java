package io.mediary.recording;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What makes a link to a recording one that we gave: HMAC-SHA256 (RFC 2104) over the recording's id, the time at which it
 * began and the time at which the link ends. Ids come again where a destroyed recording's name is taken again; with the
 * beginning a link never leads to another recording. Thread-safe.
 */
final class LinkSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param key a secret, in Base64 */
    LinkSignature(String key) {
        this.key = new SecretKeySpec(Base64.getUrlDecoder().decode(key), ALGORITHM);
    }

    /** The signature, as it stands in a link: 43 characters that need no escape. */
    String of(String recordingId, long startedAt, long expiresAt) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // The numbers first: no id can be read as a number and another id.
            byte[] signature = mac
                    .doFinal((expiresAt + "\n" + startedAt + "\n" + recordingId).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether it is the signature; how long this takes tells nothing of it. */
    boolean matches(String signature, String recordingId, long startedAt, long expiresAt) {
        return MessageDigest.isEqual(signature.getBytes(StandardCharsets.UTF_8),
                of(recordingId, startedAt, expiresAt).getBytes(StandardCharsets.UTF_8));
    }
}
