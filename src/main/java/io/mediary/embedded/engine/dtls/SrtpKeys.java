package io.mediary.embedded.engine.dtls;

import java.util.Arrays;

/**
 * What a DTLS handshake yields for SRTP (RFC 5764). Arrays belong to the holder.
 *
 * @param gcm true for AEAD_AES_128_GCM, false for AES128_CM_HMAC_SHA1_80
 * @param localKey master key for what is sent
 * @param localSalt its salt
 * @param remoteKey master key for what is received
 * @param remoteSalt its salt
 */
public record SrtpKeys(boolean gcm, byte[] localKey, byte[] localSalt, byte[] remoteKey, byte[] remoteSalt) {

    private static final int KEY = 16;

    /** Bytes of a salt. */
    static int saltLength(boolean gcm) {
        return gcm ? 12 : 14;
    }

    /** How many bytes the handshake must export. */
    static int exportLength(boolean gcm) {
        return 2 * (KEY + saltLength(gcm));
    }

    /** Takes the exported bytes apart: client key, server key, client salt, server salt. */
    static SrtpKeys of(boolean gcm, byte[] exported, boolean client) {
        int salt = saltLength(gcm);
        byte[] clientKey = Arrays.copyOfRange(exported, 0, KEY);
        byte[] serverKey = Arrays.copyOfRange(exported, KEY, 2 * KEY);
        byte[] clientSalt = Arrays.copyOfRange(exported, 2 * KEY, 2 * KEY + salt);
        byte[] serverSalt = Arrays.copyOfRange(exported, 2 * KEY + salt, 2 * KEY + 2 * salt);
        return client
                ? new SrtpKeys(gcm, clientKey, clientSalt, serverKey, serverSalt)
                : new SrtpKeys(gcm, serverKey, serverSalt, clientKey, clientSalt);
    }
}
