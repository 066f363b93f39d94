package io.mediary.sip.stack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer to a request that no transaction is made for: it is not well-formed, or there are too many. Made of the request's own lines, so that
 * what no parser takes is answered too.
 *
 * @param status 400 to 599
 * @param reason one line
 * @param headers further lines, without line ends
 */
record Refusal(int status, String reason, List<String> headers) {

    private static final List<String> COPIED = List.of("From", "To", "Call-ID", "CSeq");
    private static final int LONGEST = 4096;

    Refusal(int status, String reason) {
        this(status, reason, List.of());
    }

    /** Too much to do: come back later. */
    static Refusal busy() {
        return new Refusal(503, "Service Unavailable", List.of("Retry-After: 5"));
    }

    /** The answer's text; empty where the request does not say enough for one, or takes none (ACK). */
    Optional<byte[]> to(Head request, Peer source) {
        if ("ACK".equals(request.method()) || request.isResponse() || request.all("via").isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append(' ').append(reason).append("\r\n");
        List<String> vias = request.all("via");
        for (int i = 0; i < vias.size(); i++) {
            text.append("Via: ").append(i == 0 ? marked(vias.get(i), source) : vias.get(i)).append("\r\n");
        }
        for (String name : COPIED) {
            Optional<String> value = request.first(name.toLowerCase(Locale.ROOT));
            if (value.isEmpty() || value.get().length() > LONGEST) {
                return Optional.empty();
            }
            text.append(name).append(": ").append(value.get());
            if ("To".equals(name) && !value.get().toLowerCase(Locale.ROOT).replace(" ", "").contains(";tag=")) {
                text.append(";tag=").append(Integer.toHexString(request.callId().hashCode()));
            }
            text.append("\r\n");
        }
        headers.forEach(header -> text.append(header).append("\r\n"));
        return Optional.of(text.append("Server: Mediary\r\nContent-Length: 0\r\n\r\n").toString()
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The first Via with where it came from (RFC 3261, 18.2.1; RFC 3581). */
    private static String marked(String via, Peer source) {
        int comma = via.indexOf(',');
        String first = comma < 0 ? via : via.substring(0, comma);
        String rest = comma < 0 ? "" : via.substring(comma);
        String bare = first.replaceFirst("(?i);\\s*rport\\s*(?=;|$)", ";rport=" + source.port());
        return bare + (bare.toLowerCase(Locale.ROOT).contains("received=") ? "" : ";received=" + source.host()) + rest;
    }
}
