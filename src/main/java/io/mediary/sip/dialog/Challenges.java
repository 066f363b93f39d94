package io.mediary.sip.dialog;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sip.message.Request;
import javax.sip.message.Response;

import io.mediary.sip.registrar.Secrets;

/**
 * Answers the digest challenges of a trunk (RFC 8760, RFC 7616): SHA-256 where it is offered, else MD5; quality of protection
 * {@code auth} where it is offered. Thread-safe.
 */
final class Challenges {

    private static final Pattern PARAMETER = Pattern
            .compile("([a-zA-Z][\\w-]*)\\s*=\\s*(\"((?:[^\"\\\\]|\\\\.)*)\"|[^\\s,]+)");
    private static final List<String> BEST = List.of("SHA-256", "MD5");

    private final SipMessages messages;
    private final String user;
    private final String password;
    private final SecureRandom random = new SecureRandom();

    Challenges(SipMessages messages, String user, String password) {
        this.messages = messages;
        this.user = user;
        this.password = password;
    }

    /** Whether a response asks for credentials. */
    static boolean isChallenge(Response response) {
        return response.getStatusCode() == 401 || response.getStatusCode() == 407;
    }

    /** Puts credentials for a response's challenge into a request; false where there is no challenge that can be answered. */
    boolean answer(Response response, Request request) {
        boolean proxy = response.getStatusCode() == 407;
        Optional<Map<String, String>> challenge = best(response, proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
        challenge.ifPresent(asked -> messages.with(request, proxy ? "Proxy-Authorization" : "Authorization",
                credentials(asked, request.getMethod(), request.getRequestURI().toString())));
        return challenge.isPresent();
    }

    private static Optional<Map<String, String>> best(Response response, String name) {
        List<Map<String, String>> known = new ArrayList<>();
        for (String value : SipMessages.values(response, name)) {
            if (value.toLowerCase(Locale.ROOT).startsWith("digest ")) {
                Map<String, String> asked = parameters(value.substring(7));
                if (BEST.contains(algorithm(asked)) && asked.containsKey("nonce")) {
                    known.add(asked);
                }
            }
        }
        return known.stream().min(Comparator.comparingInt(asked -> BEST.indexOf(algorithm(asked))));
    }

    private static String algorithm(Map<String, String> asked) {
        return asked.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.find()) {
            found.putIfAbsent(matcher.group(1), matcher.group(3) == null ? matcher.group(2) : matcher.group(3));
        }
        return found;
    }

    private String credentials(Map<String, String> asked, String method, String uri) {
        String algorithm = algorithm(asked);
        String realm = asked.getOrDefault("realm", "");
        String nonce = asked.get("nonce");
        boolean protectedBy = List.of(asked.getOrDefault("qop", "").toLowerCase(Locale.ROOT).split("[\\s,]+"))
                .contains("auth");
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        String own = HexFormat.of().formatHex(bytes);
        String secret = Secrets.hash(algorithm, user + ":" + realm + ":" + password);
        String what = Secrets.hash(algorithm, method + ":" + uri);
        String response = Secrets.hash(algorithm, protectedBy
                ? secret + ":" + nonce + ":00000001:" + own + ":auth:" + what
                : secret + ":" + nonce + ":" + what);
        StringBuilder text = new StringBuilder("Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\""
                + nonce + "\", uri=\"" + uri + "\", response=\"" + response + "\", algorithm=" + algorithm);
        Optional.ofNullable(asked.get("opaque")).ifPresent(opaque -> text.append(", opaque=\"" + opaque + "\""));
        if (protectedBy) {
            text.append(", qop=auth, nc=00000001, cnonce=\"" + own + "\"");
        }
        return text.toString();
    }
}
