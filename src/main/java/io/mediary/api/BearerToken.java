package io.mediary.api;

import java.util.Optional;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The token that an HTTP request carries: in {@code Authorization: Bearer …} (RFC 6750, 2.1), or, because browsers cannot
 * set headers on event sources and media elements, in the query as {@code access_token} (2.3). The header wins.
 */
final class BearerToken {

    private static final String SCHEME = "Bearer ";
    private static final String PARAMETER = "access_token";

    private BearerToken() {
    }

    /** The token; blank where the header is there and holds none of this scheme, so that it is refused, not ignored. */
    static Optional<String> of(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
            return Optional.of(bearer ? header.substring(SCHEME.length()).strip() : "");
        }
        return Optional.ofNullable(request.getParam(PARAMETER));
    }
}
