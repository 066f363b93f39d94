package io.mediary.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret shared with TURN servers, and the credentials that follow from it: the user name says when it ends, the password is the
 * user name's HMAC, so that the server can check both without having heard of them (coturn: {@code use-auth-secret}; the scheme of
 * draft-uberti-behave-turn-rest). Immutable, thread-safe.
 */
final class TurnSecret {

    private static final String ALGORITHM = "HmacSHA1";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@-]{1,128}");
    private static final int DIGEST_BYTES = 18;

    private final SecretKeySpec key;

    /** The secret as the TURN servers have it; not empty. */
    TurnSecret(String secret) {
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * The user name of a credential: {@code 1790000000:alice}. The name goes to the TURN server, and over the wire in the clear: one
     * that has other characters than TURN user names like, or very many, is replaced by its digest, the same each time, so that
     * the TURN server's bounds for each user work for it too.
     *
     * @param user who asks
     * @param until when it ends, seconds since 1970
     */
    static String username(String user, long until) {
        return until + ":" + (PLAIN.matcher(user).matches() ? user : digest(user));
    }

    /** The password that belongs to a user name: 28 characters of Base64. */
    String credential(String username) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    private static String digest(String user) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(whole, DIGEST_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
