package io.mediary.media;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * Goes the way that a player would be sent by redirects, and asks the rules at each step. Nothing is asked of a server
 * that the rules do not allow. Thread-safe.
 *
 * @param rules what may be opened; asked once for each step
 * @param probe asks the servers
 */
record RedirectChain(Function<String, Uni<UriRules.Verdict>> rules, WebProbe probe) {

    private static final int MOST_REDIRECTS = 5;
    private static final Set<String> WEB = Set.of("http", "https");

    /**
     * Follows them from a uri that is allowed.
     *
     * @return fails with {@link Refusal} where a redirect leads out of the rules, to no uri, or not to an end; completes
     *         where the way ends, be it at a file, at an error or at a server that cannot be reached
     */
    Uni<Void> follow(String uri, UriRules.Verdict verdict) {
        return from(URI.create(uri), verdict, 0);
    }

    private Uni<Void> from(URI uri, UriRules.Verdict verdict, int redirects) {
        return probe.ask(uri, verdict.addresses()).chain(answer -> {
            Optional<String> location = answer.flatMap(WebProbe.Answer::redirect);
            if (location.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            if (redirects == MOST_REDIRECTS) {
                throw new Refusal("more than " + MOST_REDIRECTS + " redirects");
            }
            URI next = target(uri, location.get());
            return rules.apply(next.toString()).chain(judged -> {
                judged.refusal().ifPresent(reason -> {
                    throw new Refusal("redirected to " + next + ": " + reason);
                });
                return from(next, judged, redirects + 1);
            });
        });
    }

    /** Even a `file:` that is listed is nothing that a server may choose. */
    private static URI target(URI from, String location) {
        try {
            URI target = from.resolve(new URI(location));
            if (WEB.contains(String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT))) {
                return target;
            }
            throw new Refusal("redirected to " + location);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new Refusal("redirected to what is no uri: " + location);
        }
    }
}
