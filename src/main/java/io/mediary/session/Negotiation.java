package io.mediary.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.session.Session.Pending;
import io.mediary.session.Session.Pending.Side;
import io.mediary.session.Session.Role;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpText;
import io.mediary.session.sdp.SdpType;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.smallrye.mutiny.Uni;

/**
 * The steps from a new session to a ready one. Each takes a session, does its part at the media server, and says what is to be
 * written; the caller holds the lease and commits.
 *
 * <pre>
 * offeree: begin(offer) → answer                     offerer: begin() → offer, then accept(answer) → ready
 *          with candidates to wait for, a description is pending first: → complete(candidates)
 * </pre>
 *
 * Where no media server carries the session (p2p), the session at the other end of its tie stands for it: the slave's client is
 * offered the master's offer, the slave's answer is the master's.
 */
@ApplicationScoped
public class Negotiation {

    /** Deadline: the answer must be there. */
    static final String WAIT = "wait";
    /** Deadline: the session's life is over. */
    static final String READY = "ready";
    /** Deadline: no longer wait for candidates. */
    static final String ICE = "ice";
    /** Deadline, which the store sets: the client's parked candidates can go to the media server. */
    static final String CANDIDATES = "candidates";

    private final MediaPlane plane;
    private final SessionTypes types;
    private final SessionWiring wiring;
    private final Playback playback;
    private final CodecRules codecs;
    private final SessionEvents events;
    private final SessionDocument document;

    Negotiation(MediaPlane plane, SessionTypes types, SessionWiring wiring, Playback playback, CodecRules codecs,
            SessionEvents events, SessionDocument document) {
        this.plane = plane;
        this.types = types;
        this.wiring = wiring;
        this.playback = playback;
        this.codecs = codecs;
        this.events = events;
        this.document = document;
    }

    /**
     * Something to be written.
     *
     * @param session as it will be
     * @param change that writes it
     */
    record Outcome(Session session, Change change) {
    }

    /** Makes the media of a new session; {@code offer} empty: the media server offers. Without one, the master's offer is given. */
    Uni<Outcome> begin(Session session, Optional<Description> offer) {
        return playback.opened(session)
                .flatMap(playing -> begun(playing, offer)
                        .call(outcome -> playback.start(playing))
                        .onFailure()
                        .call(() -> playback.dropped(playing)));
    }

    private Uni<Outcome> begun(Session session, Optional<Description> offer) {
        if (offer.isEmpty()) {
            return offer(session);
        }
        Change.Builder change = Change.builder().created();
        if (session.backendRole() == Role.OFFERER) {
            return Uni.createFrom().item(fromServer(session, true, offer.get(), change.deadline(wait(session))));
        }
        if (!offer.get().trickleIce() || !session.options().noOfferTrickleIce()) {
            return answer(session, offer.get(), change);
        }
        change.deadline(wait(session));
        return isCarried(session)
                ? made(session, plane.open(place(session), spec(session), wiring.of(session)))
                        .map(endpoint -> pend(session.withEndpoint(endpoint), Side.CLIENT, true, offer.get(), change))
                : Uni.createFrom().item(pend(session, Side.CLIENT, true, offer.get(), change));
    }

    /**
     * Takes the answer to the offer: the client's, or in a p2p session that offered itself, its slave's.
     *
     * @return fails with {@code incompatible_session} where what it is joined to would not understand it
     */
    Uni<Outcome> accept(Session session, Description answer) {
        return taken(session, answer).call(this::ready);
    }

    private Uni<Outcome> taken(Session session, Description answer) {
        if (session.backendRole() == Role.OFFEREE) {
            return Uni.createFrom().item(fromServer(session, false, answer, Change.builder()));
        }
        if (answer.trickleIce() && session.options().noAnswerTrickleIce()) {
            return codecs.check(session, answer)
                    .map(done -> pend(session, Side.CLIENT, false, answer, Change.builder()));
        }
        return codecs.check(session, answer).chain(() -> accepted(session, answer, Change.builder()));
    }

    /**
     * Goes on with what was pending, now that these candidates are there; there is at least one in the SDP then.
     *
     * @param collected how many entries the candidates were, the mark of the last one counted
     */
    Uni<Outcome> complete(Session session, List<Candidate> candidates, int collected) {
        Pending pending = session.pending().orElseThrow();
        Description full = consolidated(pending.description(), candidates);
        if (pending.by() == Side.CLIENT) {
            Change.Builder change = Change.builder().consolidated(collected);
            return (pending.offer() ? answer(session, full, change) : accepted(session, full, change))
                    .call(this::ready);
        }
        Change.Builder change = Change.builder().cancel(ICE);
        return Uni.createFrom()
                .item(pending.offer() ? offered(session, full, change) : answered(session, full, change))
                .call(this::ready);
    }

    /** A file that began before its client was there begins again with it. */
    private Uni<Void> ready(Outcome outcome) {
        return outcome.session().answer().isPresent()
                ? playback.startOver(outcome.session())
                : Uni.createFrom().voidItem();
    }

    /** Whether a pending description would have candidates. */
    static boolean hasCandidates(Pending pending, List<Candidate> candidates) {
        return SdpText.parse(pending.description().sdp()).orElseThrow().with(candidates).candidates() > 0;
    }

    /** Where the client's candidates go once its description is known; empty: nowhere yet. */
    Optional<CandidateRoute> route(Session session) {
        if (session.endpoint().isPresent()) {
            return session.endpoint().map(CandidateRoute::to);
        }
        boolean described = session.backendRole() == Role.OFFEREE
                ? session.offer().isPresent()
                : session.answer().isPresent();
        return described
                ? session.link().masterId().or(session.link()::slaveId).map(CandidateRoute::to)
                : Optional.empty();
    }

    private Uni<Outcome> offer(Session session) {
        return made(session, plane.offer(place(session), spec(session), wiring.of(session)))
                .flatMap(opened -> orRelease(opened.endpoint(), codecs.offer(session, opened.sdp())).map(sdp -> {
                    boolean trickle = session.options().sdpType() == SdpType.WEBRTC;
                    Description offer = new Description(sdp, session.options().sdpType(), trickle);
                    Change.Builder change = Change.builder().created().deadline(wait(session));
                    return fromServer(session.withEndpoint(opened.endpoint()), true, offer, change);
                }));
    }

    /** The client's offer is complete: the media server answers it, or it is there for the slave to take. */
    private Uni<Outcome> answer(Session session, Description offer, Change.Builder change) {
        Session known = session.withOffer(offer);
        change.cancel(ICE).event(events.offer(known, offer));
        if (!isCarried(session)) {
            if (session.pending().isEmpty()) {
                change.deadline(wait(session));
            }
            route(known).ifPresent(route -> change.route(document.writeRoute(route)));
            return Uni.createFrom().item(new Outcome(known, change.doc(document.write(known)).build()));
        }
        return codecs.offer(session, offer.sdp()).flatMap(sdp -> made(session, sdp)).flatMap(opened -> {
            boolean trickle = offer.sdpType() == SdpType.WEBRTC;
            Description answer = new Description(opened.sdp(), offer.sdpType(), trickle);
            Session made = known.withEndpoint(opened.endpoint());
            change.route(document.writeRoute(CandidateRoute.to(opened.endpoint())));
            if (trickle && session.options().noAnswerTrickleIce() && session.pending().isEmpty()) {
                change.deadline(wait(session));
            }
            return orRelease(opened.endpoint(), codecs.check(made, answer))
                    .map(done -> fromServer(made, false, answer, change));
        });
    }

    private Uni<MediaPlane.Opened> made(Session session, String offer) {
        return session.endpoint()
                .map(endpoint -> plane.answer(endpoint, offer).map(sdp -> new MediaPlane.Opened(endpoint, sdp)))
                .orElseGet(() -> made(session, plane.answer(place(session), spec(session), offer, wiring.of(session))));
    }

    private <T> Uni<T> made(Session session, Uni<T> media) {
        return media.onFailure().transform(failure -> GonePartner.told(failure, session, plane));
    }

    /** Elements that no record names yet go with the step that fails. */
    private <T> Uni<T> orRelease(Endpoint endpoint, Uni<T> step) {
        return step.onFailure()
                .call(failure -> plane.release(endpoint.place(), List.of(endpoint.proxy(), endpoint.endpoint()))
                        .onFailure().recoverWithNull());
    }

    private Uni<Outcome> accepted(Session session, Description answer, Change.Builder change) {
        change.cancel(ICE);
        Session known = session.withAnswer(answer);
        Uni<Void> taken = session.endpoint()
                .map(endpoint -> plane.acceptAnswer(endpoint, answer.sdp()))
                .orElseGet(() -> Uni.createFrom().voidItem());
        return taken.map(done -> {
            route(known).ifPresent(route -> change.route(document.writeRoute(route)));
            return answered(session, answer, change);
        });
    }

    /** A description of the media server, or of the session that stands for it: with its candidates, or they follow. */
    private Outcome fromServer(Session session, boolean offer, Description description, Change.Builder change) {
        boolean consolidate = offer ? session.options().noOfferTrickleIce() : session.options().noAnswerTrickleIce();
        if (description.trickleIce() && consolidate) {
            return pend(session, Side.SERVER, offer, description, change);
        }
        change.describesMedia();
        return offer ? offered(session, description, change) : answered(session, description, change);
    }

    private Outcome pend(Session session, Side by, boolean offer, Description description, Change.Builder change) {
        Session waiting = session.withPending(new Pending(by, offer, description));
        change.deadline(new Deadline(ICE, Duration.ofMillis(session.options().trickleIceTimeout())));
        return new Outcome(waiting, change.doc(document.write(waiting)).build());
    }

    private Outcome offered(Session session, Description offer, Change.Builder change) {
        Session next = session.withOffer(offer);
        return new Outcome(next, change.doc(document.write(next)).event(events.offer(next, offer)).build());
    }

    private Outcome answered(Session session, Description answer, Change.Builder change) {
        Session next = session.withAnswer(answer);
        change.doc(document.write(next))
                .event(events.answer(next, answer))
                .cancel(WAIT)
                .deadline(new Deadline(READY, Duration.ofSeconds(session.options().readyTimeout())));
        return new Outcome(next, change.build());
    }

    private boolean isCarried(Session session) {
        return types.of(session.type()).onMediaServer();
    }

    private static Place place(Session session) {
        return session.place().orElseThrow();
    }

    private static Deadline wait(Session session) {
        return new Deadline(WAIT, Duration.ofSeconds(session.options().waitTimeout()));
    }

    private static MediaPlane.EndpointSpec spec(Session session) {
        return new MediaPlane.EndpointSpec(session.sessionId(),
                session.options().sdpType() == SdpType.RTP, session.bitrate());
    }

    private static Description consolidated(Description description, List<Candidate> candidates) {
        String sdp = SdpText.parse(description.sdp()).orElseThrow().with(candidates).toString();
        return new Description(sdp, description.sdpType(), false);
    }
}
