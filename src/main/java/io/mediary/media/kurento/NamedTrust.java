package io.mediary.media.kurento;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;

/**
 * Trusts servers whose certificate is for a given name, wherever they are: for servers that are connected to by one of the
 * addresses of the name. The chain is verified by another trust manager; the name as RFC 9525 says, but that a certificate
 * without any DNS name may have it as its common name, as Java allows for servers that are connected to by name. Immutable.
 */
final class NamedTrust extends X509ExtendedTrustManager {

    private static final int DNS_NAME = 2;
    private static final String WILDCARD = "*.";

    private final X509TrustManager chains;
    private final String name;

    private NamedTrust(X509TrustManager chains, String name) {
        this.chains = chains;
        this.name = name.toLowerCase(Locale.ROOT);
    }

    /**
     * The trust in servers of a name.
     *
     * @param trust what verifies chains; empty: what the JVM trusts
     * @throws IllegalStateException where that cannot be read
     */
    static TrustOptions of(String name, Optional<TrustOptions> trust, Vertx vertx) {
        try {
            TrustManagerFactory factory = trust.isPresent() ? trust.get().getTrustManagerFactory(vertx) : ofTheJvm();
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager chains) {
                    return TrustOptions.wrap(new NamedTrust(chains, name));
                }
            }
            throw new IllegalStateException("no trust manager for certificates");
        } catch (Exception e) {
            throw new IllegalStateException("The trust store for media servers cannot be read", e);
        }
    }

    private static TrustManagerFactory ofTheJvm() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkServerTrusted(chain, authType);
        if (!isFor(chain[0])) {
            throw new CertificateException("the certificate is not for " + name);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    /** Nobody connects to us. */
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("clients are not trusted");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }

    private boolean isFor(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        List<String> names = alternatives == null
                ? List.of()
                : alternatives.stream().filter(one -> one.get(0).equals(DNS_NAME)).map(one -> one.get(1).toString())
                        .toList();
        return names.isEmpty()
                ? commonName(certificate).filter(this::matches).isPresent()
                : names.stream().anyMatch(this::matches);
    }

    private static Optional<String> commonName(X509Certificate certificate) throws CertificateParsingException {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns().stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN")).map(Rdn::getValue).map(Object::toString)
                    .reduce((first, last) -> last);
        } catch (InvalidNameException e) {
            throw new CertificateParsingException(e);
        }
    }

    /** A wildcard stands for the whole first label, and nothing but it. */
    private boolean matches(String pattern) {
        String shown = pattern.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return shown.equals(name) || shown.startsWith(WILDCARD) && dot > 0
                && shown.substring(1).equals(name.substring(dot)) && name.indexOf('.', dot + 1) > 0;
    }
}
