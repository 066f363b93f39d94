package io.mediary.embedded.engine.dtls;

import java.io.IOException;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

import io.mediary.embedded.engine.sdp.Fingerprint;

/** What both roles of a DTLS-SRTP handshake have in common. Used by the handshaking thread, except the alerts. */
final class DtlsHandshake {

    static final int TIMEOUT_MILLIS = 20_000;
    static final int[] PROFILES = {SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM,
            SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80};
    static final int[] CIPHER_SUITES = {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA};

    private final DtlsIdentity identity;
    private final Fingerprint expected;
    private final boolean client;
    private final Runnable closed;
    private int profile;
    private boolean verified;
    private SrtpKeys keys;

    DtlsHandshake(DtlsIdentity identity, Fingerprint expected, boolean client, Runnable closed) {
        this.identity = identity;
        this.expected = expected;
        this.client = client;
        this.closed = closed;
    }

    DtlsIdentity identity() {
        return identity;
    }

    /** The first of this side's profiles that the other side has too. */
    void choose(UseSRTPData offered) throws TlsFatalAlert {
        for (int own : PROFILES) {
            for (int theirs : offered == null ? new int[0] : offered.getProtectionProfiles()) {
                if (own == theirs) {
                    profile = own;
                    return;
                }
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    UseSRTPData chosen() {
        return new UseSRTPData(new int[]{profile}, TlsUtils.EMPTY_BYTES);
    }

    /** Lets the handshake go on only with the certificate that the SDP named. */
    void check(Certificate certificate) throws IOException {
        if (certificate == null || certificate.isEmpty()
                || !expected.matches(certificate.getCertificateAt(0).getEncoded())) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
        verified = true;
    }

    void complete(TlsContext context) throws TlsFatalAlert {
        if (!verified) {
            throw new TlsFatalAlert(AlertDescription.certificate_required);
        }
        boolean gcm = profile == SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM;
        keys = SrtpKeys.of(gcm, context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, SrtpKeys.exportLength(gcm)),
                client);
    }

    SrtpKeys keys() {
        return keys;
    }

    void alert(short description) {
        if (description == AlertDescription.close_notify) {
            closed.run();
        }
    }
}
