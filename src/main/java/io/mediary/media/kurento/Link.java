package io.mediary.media.kurento;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import io.mediary.media.MediaKind;
import io.mediary.media.Wiring;

/**
 * One kind of media that goes from one element to another.
 *
 * @param from the source element's id
 * @param to the sink element's id
 */
record Link(String from, String to, MediaKind kind) {

    /** What a wiring connects, where the session's elements have these ids. */
    static Set<Link> of(Wiring wiring, String endpoint, String proxy) {
        Set<Link> links = new HashSet<>();
        wiring.toProxy().forEach(kind -> links.add(new Link(endpoint, proxy, kind)));
        Wiring.Source source = wiring.source();
        if (source instanceof Wiring.Source.OwnProxy) {
            for (MediaKind kind : MediaKind.values()) {
                links.add(new Link(proxy, endpoint, kind));
            }
        } else if (source instanceof Wiring.Source.Element element) {
            element.kinds().forEach(kind -> links.add(new Link(element.element(), endpoint, kind)));
        }
        wiring.recorded().ifPresent(recorded -> sourceOf(recorded, source, proxy).ifPresent(from -> recorded.kinds()
                .stream().filter(kind -> !recorded.ofSource() || comes(source, kind))
                .forEach(kind -> links.add(new Link(from, recorded.recorder(), kind)))));
        return links;
    }

    private static Optional<String> sourceOf(Wiring.Recorded recorded, Wiring.Source source, String proxy) {
        if (!recorded.ofSource() || source instanceof Wiring.Source.OwnProxy) {
            return Optional.of(proxy);
        }
        return source instanceof Wiring.Source.Element element ? Optional.of(element.element()) : Optional.empty();
    }

    private static boolean comes(Wiring.Source source, MediaKind kind) {
        return !(source instanceof Wiring.Source.Element element) || element.kinds().contains(kind);
    }
}
