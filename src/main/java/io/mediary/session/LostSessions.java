package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.store.Kind;
import io.mediary.store.Records;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Ends the sessions whose media are gone with their media server. Thread-safe. */
@ApplicationScoped
public class LostSessions {

    private static final int AT_A_TIME = 16;

    private final Records records;
    private final Sessions sessions;
    private final SessionEnding ending;

    LostSessions(Records records, Sessions sessions, SessionEnding ending) {
        this.records = records;
        this.sessions = sessions;
        this.ending = ending;
    }

    /** Ends all that were at a node. One that cannot be ended now does not keep the others: it fails after all of them. */
    Uni<Void> at(String node) {
        return records.all(Kind.SESSION)
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem()
                .transformToUni(id -> lost(node, id))
                .collectFailures()
                .merge(AT_A_TIME)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> lost(String node, String id) {
        return sessions.live(id)
                .flatMap(found -> found.filter(session -> isOn(node, session)).isPresent()
                        ? lostForSure(node, id)
                        : Uni.createFrom().voidItem());
    }

    private static boolean isOn(String node, Session session) {
        return session.place().filter(place -> place.node().equals(node)).isPresent();
    }

    private Uni<Void> lostForSure(String node, String id) {
        return sessions.changeLost(id, session -> isOn(node, session), (lease, session) -> Uni.createFrom()
                .item(isOn(node, session)
                        ? Sessions.Step.write(ending.endWithoutMedia(session, ErrorCode.SESSION_FAILED), true)
                        : Sessions.Step.nothing(true)))
                .replaceWithVoid();
    }
}
