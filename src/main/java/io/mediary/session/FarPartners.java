package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.relay.RelayUsers;
import io.mediary.relay.Relays;
import io.mediary.relay.Use;
import io.mediary.relay.Wanted;
import io.mediary.session.sdp.RelayCodecs;
import io.mediary.session.type.Joining;
import io.smallrye.mutiny.Uni;

/**
 * Sessions that receive from one on another media server do so through a relay. It is obtained before anything is changed, and
 * without a lease; the record that names it is what keeps it. Thread-safe.
 */
@ApplicationScoped
public class FarPartners implements RelayUsers {

    private final Relays relays;
    private final Sessions sessions;
    private final MediaPlane plane;

    FarPartners(Relays relays, Sessions sessions, MediaPlane plane) {
        this.relays = relays;
        this.sessions = sessions;
        this.plane = plane;
    }

    /**
     * Whether a session that is joined so may be on another media server.
     */
    boolean areReached(Joining joining) {
        return relays.enabled() && joining.partner().flatMap(Session::endpoint).isPresent();
    }

    /**
     * Looks whether a session on a media server can be joined so.
     *
     * @throws Failure {@code different_mediaserver}
     */
    void check(Joining joining, String node) {
        if (joining.isElsewhere(node) && !areReached(joining)) {
            throw Failure.of(ErrorCode.DIFFERENT_MEDIASERVER);
        }
    }

    /**
     * What joins a session, with the source that is on its own media server.
     *
     * @param node the session's media server
     * @return fails with {@code different_mediaserver}; with {@code session_not_found}, {@code invalid_publisher} where the
     *         partner is gone; and as {@link Relays#obtain} does
     */
    Uni<Joining> reached(String sessionId, Joining joining, String node) {
        check(joining, node);
        Optional<Joined> far = joining.joined()
                .filter(joined -> joining.isElsewhere(node) && joined.relay().isEmpty());
        return far.isEmpty()
                ? Uni.createFrom().item(joining)
                : through(sessionId, far.get(), joining.partner().orElseThrow(), node)
                        .map(joined -> new Joining(Optional.of(joined), joining.node(), joining.partner()));
    }

    /** The same for what joins a session to a partner that is surely elsewhere. */
    Uni<Joined> through(String sessionId, Joined joined, Session partner, String node) {
        Endpoint source = partner.endpoint().orElseThrow();
        Wanted wanted = new Wanted(partner.sessionId(), source, node, new Use(sessionId, joined.id()),
                RelayCodecs.of(partner.answer())::cut);
        return relays.obtain(wanted)
                .onFailure().transform(failure -> GonePartner.told(failure, joined, plane))
                .map(joined::through);
    }

    /** Leaves a relay that was obtained for a joining that has not come about. Never fails. */
    Uni<Void> dropped(String sessionId, Joining joining) {
        return joining.joined().map(joined -> dropped(sessionId, joined)).orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** The same. */
    Uni<Void> dropped(String sessionId, Joined joined) {
        return joined.relay()
                .map(relay -> relays.drop(relay, new Use(sessionId, joined.id())))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Whether two sessions are on different media servers. */
    static boolean areApart(Session one, Session other) {
        return !one.place().map(Place::node).equals(other.place().map(Place::node));
    }

    @Override
    public Uni<Boolean> holds(Use use, String relayId) {
        return sessions.live(use.sessionId())
                .map(found -> found.flatMap(Session::joined)
                        .filter(joined -> joined.relay().filter(relayId::equals).isPresent())
                        .filter(joined -> joined.id().equals(use.joinId()))
                        .isPresent());
    }
}
