package io.mediary.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.media.MediaClaims;
import io.mediary.media.Place;
import io.mediary.store.Kind;
import io.mediary.store.Records;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * What sessions have at media servers, and what relays bring them there. One whose own elements are gone ends with
 * {@code session_failed}; one whose relay has gone without telling it goes on as if it had been told.
 */
@ApplicationScoped
public class SessionClaims implements MediaClaims {

    private static final int READS_AT_ONCE = 16;

    private final Records records;
    private final Sessions sessions;
    private final SessionRepair repair;
    private final SessionEnding ending;
    private final LostRelays lostRelays;

    SessionClaims(Records records, Sessions sessions, SessionRepair repair, SessionEnding ending,
            LostRelays lostRelays) {
        this.records = records;
        this.sessions = sessions;
        this.repair = repair;
        this.ending = ending;
        this.lostRelays = lostRelays;
    }

    @Override
    public String kind() {
        return "session";
    }

    @Override
    public Uni<List<Claim>> claims() {
        return records.all(Kind.SESSION)
                .onItem().transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem().transformToUni(sessions::live).merge(READS_AT_ONCE)
                .onItem().transformToIterable(found -> found.map(SessionClaims::of).orElse(List.of()))
                .collect().asList();
    }

    private static List<Claim> of(Session session) {
        Optional<String> node = session.place().map(Place::node);
        Optional<String> brought = session.joined().filter(joined -> joined.relay().isPresent())
                .flatMap(Joined::source);
        return Stream.concat(session.elements().stream(), brought.stream())
                .map(element -> new Claim(node.orElse(""), element, session.sessionId()))
                .toList();
    }

    @Override
    public Uni<Boolean> missing(String owner) {
        return sessions.change(owner, (lease, session) -> repair.isSound(session)
                .flatMap(sound -> sound
                        ? lostRelays.looked(session)
                        : ending.end(session, ErrorCode.SESSION_FAILED)
                                .map(change -> Sessions.Step.write(change, true))))
                .map(ended -> ended.orElse(false));
    }
}
