package io.mediary.sip.registrar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.AuthorizationHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.WWWAuthenticate;
import io.mediary.config.SipConfig;
import io.mediary.sip.registrar.Nonces.Worth;
import io.mediary.sip.stack.Incoming;
import io.smallrye.mutiny.Uni;

/**
 * Digest authentication of requests (RFC 3261, 22; RFC 7616, RFC 8760): SHA-256 and MD5, with {@code qop=auth}. Thread-safe.
 */
@ApplicationScoped
public class Digests {

    private static final List<String> KNOWN = List.of("MD5", "SHA-256");

    private final Secrets secrets;
    private final Nonces nonces;
    private final List<String> algorithms;
    private final Guesses guesses;
    private final AddressFactory addresses = new AddressFactoryImpl();

    /** With who knows what, and as the settings say. */
    @Inject
    public Digests(Secrets secrets, Nonces nonces, SipConfig config) {
        this(secrets, nonces, config.registration().algorithms(), new Guesses(System::nanoTime));
    }

    /** @param algorithms as they are offered; no others are taken */
    Digests(Secrets secrets, Nonces nonces, List<String> algorithms, Guesses guesses) {
        this.guesses = guesses;
        if (algorithms.isEmpty() || !KNOWN.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "mediary.sip.registration.algorithms: of " + KNOWN + ", not " + algorithms);
        }
        this.secrets = secrets;
        this.nonces = nonces;
        this.algorithms = List.copyOf(algorithms);
    }

    /**
     * Who sent a request, as proved. Empty: that is not known, and the request has been answered (401 with a challenge, 403 where the proof is wrong).
     * Fails where Redis is away.
     */
    public Uni<Optional<String>> sender(Incoming incoming) {
        Optional<AuthorizationHeader> shown = shown(incoming.request());
        if (shown.isEmpty()) {
            return challenge(incoming, false);
        }
        AuthorizationHeader proof = shown.get();
        return nonces.look(String.valueOf(proof.getNonce())).chain(worth -> switch (worth) {
            case NONE -> challenge(incoming, false);
            case STALE -> challenge(incoming, true);
            case GOOD -> judged(incoming, proof);
        });
    }

    private Uni<Optional<String>> judged(Incoming incoming, AuthorizationHeader proof) {
        String source = incoming.source().host();
        String user = String.valueOf(proof.getUsername());
        if (guesses.mayTry(source, user)) {
            if (isRight(proof, incoming.request())) {
                return used(incoming, proof);
            }
            if (secrets.isKnown(user)) {
                guesses.wrong(source, user);
            }
        }
        return refused(incoming);
    }

    private Uni<Optional<String>> used(Incoming incoming, AuthorizationHeader proof) {
        long count = proof.getQop() == null ? 1 : proof.getNonceCount();
        return nonces.use(proof.getNonce(), count).chain(worth -> worth == Worth.GOOD
                ? Uni.createFrom().item(Optional.of(proof.getUsername()))
                : challenge(incoming, true));
    }

    private Optional<AuthorizationHeader> shown(Request request) {
        for (Iterator<?> all = request.getHeaders(AuthorizationHeader.NAME); all.hasNext();) {
            if (all.next() instanceof AuthorizationHeader header && "Digest".equalsIgnoreCase(header.getScheme())
                    && secrets.realm().equals(header.getRealm())) {
                return Optional.of(header);
            }
        }
        return Optional.empty();
    }

    private boolean isRight(AuthorizationHeader proof, Request request) {
        String algorithm = proof.getAlgorithm() == null ? "MD5" : proof.getAlgorithm().toUpperCase(Locale.ROOT);
        if (proof.getUsername() == null || proof.getResponse() == null || proof.getURI() == null
                || !algorithms.contains(algorithm)
                || !isFor(proof.getURI(), request.getRequestURI())) {
            return false;
        }
        Optional<String> known = secrets.of(proof.getUsername())
                .flatMap(secret -> "MD5".equals(algorithm) ? secret.md5() : secret.sha256());
        return known.flatMap(ha1 -> expected(ha1, algorithm, proof, request.getMethod()))
                .filter(right -> MessageDigest.isEqual(right.getBytes(StandardCharsets.US_ASCII),
                        proof.getResponse().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII)))
                .isPresent();
    }

    /** Whether a proof is for where the request goes: the same host and port. Telephones leave the user out, or parameters; the nonce is used once anyway. */
    private boolean isFor(URI proved, URI asked) {
        String text = proved.toString();
        try {
            return addresses.createURI(text) instanceof SipURI one && asked instanceof SipURI other
                    ? one.getHost().equalsIgnoreCase(other.getHost()) && port(one) == port(other)
                    : text.equals(asked.toString());
        } catch (ParseException e) {
            return false;
        }
    }

    private static int port(SipURI uri) {
        return uri.getPort() > 0 ? uri.getPort() : uri.isSecure() ? 5061 : 5060;
    }

    private static Optional<String> expected(String ha1, String algorithm, AuthorizationHeader proof, String method) {
        String ha2 = Secrets.hash(algorithm, method + ":" + proof.getURI());
        if (proof.getQop() == null) {
            return Optional.of(Secrets.hash(algorithm, ha1 + ":" + proof.getNonce() + ":" + ha2));
        }
        if (!"auth".equalsIgnoreCase(proof.getQop()) || proof.getCNonce() == null || proof.getNonceCount() < 1) {
            return Optional.empty();
        }
        return Optional.of(Secrets.hash(algorithm, ha1 + ":" + proof.getNonce() + ":"
                + String.format("%08x", proof.getNonceCount()) + ":" + proof.getCNonce() + ":" + proof.getQop() + ":"
                + ha2));
    }

    private static Uni<Optional<String>> refused(Incoming incoming) {
        incoming.answer(Response.FORBIDDEN);
        return Uni.createFrom().item(Optional.empty());
    }

    private Uni<Optional<String>> challenge(Incoming incoming, boolean stale) {
        return nonces.make().map(nonce -> {
            Response response = incoming.response(Response.UNAUTHORIZED);
            for (String algorithm : algorithms) {
                response.addHeader(challenge(algorithm, nonce, stale));
            }
            incoming.answer(response);
            return Optional.empty();
        });
    }

    private WWWAuthenticate challenge(String algorithm, String nonce, boolean stale) {
        WWWAuthenticate challenge = new WWWAuthenticate();
        try {
            challenge.setScheme("Digest");
            challenge.setRealm(secrets.realm());
            challenge.setNonce(nonce);
            challenge.setAlgorithm(algorithm);
            challenge.setQop("auth");
            if (stale) {
                challenge.setStale(true);
            }
            return challenge;
        } catch (ParseException never) {
            throw new IllegalStateException(never);
        }
    }
}
