package io.mediary.session.type;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.media.MediaKind;
import io.mediary.media.Wiring.Source;
import io.mediary.relay.Relays;
import io.mediary.relay.Use;
import io.mediary.session.Joined;
import io.mediary.session.Session;
import io.mediary.store.Message;

/** What sessions receive from other sessions: from themselves, or at another media server from a relay. Thread-safe. */
@ApplicationScoped
public class Sources {

    private final Relays relays;

    Sources(Relays relays) {
        this.relays = relays;
    }

    /** The element that a session is joined to. No relay carries messages of data channels. */
    Source of(Session session) {
        Set<MediaKind> kinds = EnumSet.allOf(MediaKind.class);
        if (session.joined().flatMap(Joined::relay).isPresent()) {
            kinds.remove(MediaKind.DATA);
        }
        return of(session, kinds);
    }

    /** Some kinds of what the element gives that a session is joined to. */
    static Source of(Session session, Set<MediaKind> kinds) {
        return session.joined()
                .flatMap(Joined::source)
                .<Source>map(element -> new Source.Element(element, kinds))
                .orElseGet(Source.None::new);
    }

    /** What is told of a session that receives from it no more. */
    Stream<Message> left(Session session) {
        Optional<Joined> joined = session.joined();
        return joined.flatMap(Joined::relay)
                .map(relay -> relays.leaves(relay, new Use(session.sessionId(), joined.get().id())))
                .stream();
    }
}
