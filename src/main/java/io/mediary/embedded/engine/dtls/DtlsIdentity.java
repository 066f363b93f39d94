package io.mediary.embedded.engine.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import io.mediary.embedded.engine.sdp.Fingerprint;

/** The self-signed certificate (ECDSA P-256) of an engine, one for all its connections. Immutable and thread-safe. */
public final class DtlsIdentity {

    private static final Duration VALIDITY = Duration.ofDays(365);

    private final BcTlsCrypto crypto;
    private final AsymmetricKeyParameter key;
    private final Certificate chain;
    private final Fingerprint fingerprint;

    /** Makes a key and a certificate: some 100 ms the first time in a process. */
    public DtlsIdentity() {
        try {
            SecureRandom random = new SecureRandom();
            crypto = new BcTlsCrypto(random);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = certificate(pair, random);
            key = PrivateKeyFactory.createKey(pair.getPrivate().getEncoded());
            chain = new Certificate(new TlsCertificate[]{crypto.createCertificate(encoded)});
            fingerprint = Fingerprint.of("sha-256", encoded);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no DTLS certificate", e);
        }
    }

    private static byte[] certificate(KeyPair pair, SecureRandom random) throws OperatorCreationException, IOException {
        X500Name name = new X500Name("CN=mediary");
        Instant now = Instant.now();
        Date from = Date.from(now.minus(Duration.ofDays(1)));
        Date until = Date.from(now.plus(VALIDITY));
        SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
        return new X509v3CertificateBuilder(name, new BigInteger(63, random), from, until, name, publicKey)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
    }

    /** The digest for the SDP. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    TlsCredentialedSigner signer(TlsContext context) {
        return new BcDefaultTlsCredentialedSigner(new TlsCryptoParameters(context), crypto, key, chain,
                new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }
}
