package io.mediary.embedded.engine.sdp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The digest of a certificate, as in `a=fingerprint` (RFC 8122).
 *
 * @param algorithm name as in the SDP: `sha-256`
 * @param digest the bytes in capital hexadecimal, separated by colons
 */
public record Fingerprint(String algorithm, String digest) {

    private static final Map<String, String> ALGORITHMS = Map.of("sha-1", "SHA-1", "sha-224", "SHA-224", "sha-256",
            "SHA-256", "sha-384",
            "SHA-384", "sha-512", "SHA-512");

    /**
     * Reads the value of the attribute.
     *
     * @throws SdpException for an unknown algorithm, or what is no digest
     */
    public static Fingerprint parse(String value) throws SdpException {
        String[] parts = value.trim().split(" +");
        if (parts.length != 2 || !ALGORITHMS.containsKey(parts[0].toLowerCase(Locale.ROOT))
                || !parts[1].matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){19,63}")) {
            throw new SdpException("fingerprint unreadable");
        }
        return new Fingerprint(parts[0].toLowerCase(Locale.ROOT), parts[1].toUpperCase(Locale.ROOT));
    }

    /** The fingerprint of a certificate. */
    public static Fingerprint of(String algorithm, byte[] certificate) {
        try {
            byte[] digest = MessageDigest.getInstance(ALGORITHMS.get(algorithm)).digest(certificate);
            return new Fingerprint(algorithm, HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** Whether the certificate is the one meant. */
    public boolean matches(byte[] certificate) {
        return equals(of(algorithm, certificate));
    }

    @Override
    public String toString() {
        return algorithm + " " + digest;
    }
}
