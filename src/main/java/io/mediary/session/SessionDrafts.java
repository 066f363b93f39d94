package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.SessionConfig;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;
import io.mediary.session.type.Joining;
import io.mediary.session.type.SessionType;
import io.mediary.session.type.SessionTypes;
import io.mediary.session.type.Wish;
import io.smallrye.mutiny.Uni;

/** Looks at everything that a new session names, and says what its record will be; nothing of it is made yet but a room. */
@ApplicationScoped
public class SessionDrafts {

    private final SessionTypes types;
    private final SessionLinks links;
    private final AwaitDescription await;
    private final MediaPlane plane;
    private final SessionConfig config;
    private final FarPartners far;

    SessionDrafts(SessionTypes types, SessionLinks links, AwaitDescription await, MediaPlane plane,
            SessionConfig config, FarPartners far) {
        this.types = types;
        this.links = links;
        this.await = await;
        this.plane = plane;
        this.config = config;
        this.far = far;
    }

    /**
     * A session to be made.
     *
     * @param session its record
     * @param offer of the client, or for a p2p session that brings none, its master's
     */
    record Draft(Session session, Optional<Description> offer) {
    }

    /**
     * Drafts a session.
     *
     * @param offer of the client; empty: the media server or the master makes it
     * @param connection the API connection that it will belong to
     * @return fails with whatever can be told without the media server
     */
    Uni<Draft> of(String id, CreateSession.Input input, Optional<Description> offer, Optional<String> connection,
            Caller caller) {
        SessionType type = types.of(input.type());
        return links.master(input.masterId(), caller).flatMap(master -> {
            Uni<Optional<Description>> given = type.onMediaServer() || offer.isPresent()
                    ? Uni.createFrom().item(offer)
                    : masters(master).map(Optional::of);
            return given.flatMap(known -> placed(id, type, input, master, caller)
                    .map(found -> new Draft(session(id, input, offer, found, connection, caller), known)));
        });
    }

    /** The offer that the client of a p2p session is to answer. */
    private Uni<Description> masters(Optional<Session> master) {
        Session offering = master.orElseThrow(() -> Failure.of(ErrorCode.MISSING_FIELD, "offer"));
        if (types.of(offering.type()).onMediaServer()) {
            throw Failure.of(ErrorCode.INCOMPATIBLE_SESSION);
        }
        return await.of(offering, true);
    }

    private Uni<Found> placed(String id, SessionType type, CreateSession.Input input, Optional<Session> master,
            Caller caller) {
        if (!type.onMediaServer()) {
            return Uni.createFrom().item(new Found(Joining.NONE, Optional.empty()));
        }
        Optional<String> node = master.flatMap(Session::place).map(Place::node);
        Wish wish = new Wish(caller, id, Optional.empty(), node, input.peerId(), input.roomId(),
                input.createRoom().orElse(false), input.publisherId(), input.uri(), input.loops().orElse(0));
        return type.join(wish).flatMap(joining -> place(node, joining)
                .flatMap(place -> far.reached(id, joining, place.node())
                        .map(reached -> new Found(reached, Optional.of(place)))));
    }

    /** With its master; otherwise with what it is joined to, and near that where it can be reached from elsewhere. */
    private Uni<Place> place(Optional<String> master, Joining joining) {
        master.ifPresent(node -> far.check(joining, node));
        return master.isEmpty() && joining.node().isPresent() && far.areReached(joining)
                ? plane.chooseNear(joining.node().get())
                : plane.choose(master.or(joining::node));
    }

    /** A draft of which no record is made leaves what was obtained for it. Never fails. */
    Uni<Void> dropped(Draft draft) {
        Session session = draft.session();
        return session.joined()
                .map(joined -> far.dropped(session.sessionId(), joined))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Session session(String id, CreateSession.Input input, Optional<Description> offer, Found found,
            Optional<String> connection, Caller caller) {
        Session.Options options = new Session.Options(input.noOfferTrickleIce().orElse(false),
                input.noAnswerTrickleIce().orElse(false), input.trickleIceTimeout().orElse(5_000),
                offer.map(Description::sdpType).orElseGet(() -> input.sdpType().orElse(SdpType.WEBRTC)),
                input.waitTimeout().orElse(config.waitTimeout().toSeconds()),
                input.readyTimeout().orElse(config.readyTimeout().toSeconds()),
                input.setMasterAnswer().orElse(false), input.stopAfterPeer().orElse(true),
                input.createRoom().orElse(false), input.access().orElse(Session.Access.USER));
        Session.Media media = Session.Media.OPEN
                .with(input.muteAudio(), input.muteVideo(), input.muteData(), input.bitrate());
        Session.Link link = new Session.Link(input.masterId(), List.of());
        return new Session(id, input.type(), found.joining().joined(),
                offer.isPresent() ? Session.Role.OFFEREE : Session.Role.OFFERER, caller.user(), connection, options,
                media, Optional.empty(), Optional.empty(), Optional.empty(), link, Optional.empty(), found.place(),
                Optional.empty(),
                Optional.empty(), 0, Optional.empty());
    }

    private record Found(Joining joining, Optional<Place> place) {
    }
}
