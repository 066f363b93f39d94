package io.mediary.sip.stack;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import javax.sip.address.SipURI;

/** The user in an address (RFC 3261, section 19.1.1). */
public final class UserPart {

    private UserPart() {
    }

    /** Unescaped; empty where it has none that can be. */
    public static Optional<String> of(SipURI uri) {
        try {
            return Optional.ofNullable(uri.getUser()).filter(name -> !name.isEmpty())
                    .map(name -> URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .filter(name -> name.indexOf('\0') < 0);
        } catch (IllegalArgumentException notEscaped) {
            return Optional.empty();
        }
    }
}
