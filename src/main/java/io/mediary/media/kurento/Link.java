package io.mediary.media.kurento;

import java.util.HashSet;
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
        return links;
    }
}
