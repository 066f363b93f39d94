package io.mediary.session.type;

import java.util.Set;

import io.mediary.media.MediaKind;
import io.mediary.media.Wiring.Source;
import io.mediary.session.Joined;
import io.mediary.session.Session;

/** What sessions receive. */
final class Sources {

    private Sources() {
    }

    /** The element that a session is joined to. */
    static Source of(Session session, Set<MediaKind> kinds) {
        return session.joined()
                .flatMap(Joined::source)
                .<Source>map(element -> new Source.Element(element, kinds))
                .orElseGet(Source.None::new);
    }
}
