package io.mediary.sip.registrar;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of one registered telephone as the rest of Mediary sees it: {@code sip:USER@mediary;gr=NAME}, in the manner of RFC 5627. It says neither where the
 * telephone is nor by which gateway it is reached: that is looked up when it rings.
 *
 * @param user who registered it
 * @param name of the binding
 */
public record Registered(String user, String name) {

    private static final Pattern ADDRESS = Pattern.compile("sip:([^@;]+)@mediary;gr=([A-Za-z0-9_-]{1,64})");

    /** Of an address; empty where it is none of these. */
    public static Optional<Registered> of(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        try {
            return matcher.matches()
                    ? Optional.of(new Registered(URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8),
                            matcher.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException notEscaped) {
            return Optional.empty();
        }
    }

    /** As an address. */
    public String address() {
        String escaped = URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
        return "sip:" + escaped + "@mediary;gr=" + name;
    }
}
