package io.mediary.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane;
import io.mediary.session.Session.Pending;
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
    private final SessionEvents events;
    private final SessionDocument document;

    Negotiation(MediaPlane plane, SessionTypes types, SessionEvents events, SessionDocument document) {
        this.plane = plane;
        this.types = types;
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

    /** Makes the media of a new session; {@code offer} empty: the media server offers. */
    Uni<Outcome> begin(Session session, Optional<Description> offer) {
        if (offer.isEmpty()) {
            return offer(session);
        }
        if (offer.get().trickleIce() && session.options().noOfferTrickleIce()) {
            Change.Builder change = Change.builder().deadline(wait(session));
            return Uni.createFrom().item(pend(session, Pending.Side.CLIENT, true, offer.get(), change));
        }
        return answer(session, offer.get(), Change.builder());
    }

    /** Gives the client's answer to the media server's offer. */
    Uni<Outcome> accept(Session session, Description answer) {
        if (answer.trickleIce() && session.options().noAnswerTrickleIce()) {
            return Uni.createFrom().item(pend(session, Pending.Side.CLIENT, false, answer, Change.builder()));
        }
        return accepted(session, answer, Change.builder());
    }

    /**
     * Goes on with what was pending, now that these candidates are there; there is at least one in the SDP then.
     *
     * @param collected how many entries the candidates were, the mark of the last one counted
     */
    Uni<Outcome> complete(Session session, List<Candidate> candidates, int collected) {
        Pending pending = session.pending().orElseThrow();
        Description full = consolidated(pending.description(), candidates);
        if (pending.by() == Pending.Side.CLIENT) {
            Change.Builder change = Change.builder().consolidated(collected);
            return pending.offer() ? answer(session, full, change) : accepted(session, full, change);
        }
        Change.Builder change = Change.builder().cancel(ICE);
        return Uni.createFrom()
                .item(pending.offer() ? offered(session, full, change) : answered(session, full, change));
    }

    /** Whether a pending description would have candidates. */
    static boolean hasCandidates(Pending pending, List<Candidate> candidates) {
        return SdpText.parse(pending.description().sdp()).orElseThrow().with(candidates).candidates() > 0;
    }

    private Uni<Outcome> offer(Session session) {
        return plane.offer(session.place(), spec(session), types.of(session.type()).wiring(session)).map(opened -> {
            Session made = session.withEndpoint(opened.endpoint());
            Change.Builder change = Change.builder().created().deadline(wait(session));
            boolean trickle = session.options().sdpType() == SdpType.WEBRTC;
            Description offer = new Description(opened.sdp(), session.options().sdpType(), trickle);
            return trickle && session.options().noOfferTrickleIce()
                    ? pend(made, Pending.Side.SERVER, true, offer, change)
                    : offered(made, offer, change.describesMedia());
        });
    }

    private Uni<Outcome> answer(Session session, Description offer, Change.Builder change) {
        return plane.answer(session.place(), spec(session), offer.sdp(), types.of(session.type()).wiring(session))
                .map(opened -> {
                    Session made = session.withOffer(offer).withEndpoint(opened.endpoint());
                    change.created().cancel(ICE).event(events.offer(made, offer));
                    boolean trickle = offer.sdpType() == SdpType.WEBRTC;
                    Description answer = new Description(opened.sdp(), offer.sdpType(), trickle);
                    route(change, opened.endpoint());
                    boolean pending = trickle && session.options().noAnswerTrickleIce();
                    if (pending && session.pending().isEmpty()) {
                        change.deadline(wait(session));
                    }
                    return pending
                            ? pend(made, Pending.Side.SERVER, false, answer, change)
                            : answered(made, answer, change.describesMedia());
                });
    }

    private Uni<Outcome> accepted(Session session, Description answer, Change.Builder change) {
        Endpoint endpoint = session.endpoint().orElseThrow();
        return plane.acceptAnswer(endpoint, answer.sdp()).map(done -> {
            change.cancel(ICE);
            route(change, endpoint);
            return answered(session, answer, change);
        });
    }

    private Outcome pend(Session session, Pending.Side by, boolean offer, Description description,
            Change.Builder change) {
        Session waiting = session.withPending(new Pending(by, offer, description));
        change.created().deadline(new Deadline(ICE, Duration.ofMillis(session.options().trickleIceTimeout())));
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

    private void route(Change.Builder change, Endpoint endpoint) {
        change.route(document.writeEndpoint(endpoint));
    }

    private static Deadline wait(Session session) {
        return new Deadline(WAIT, Duration.ofSeconds(session.options().waitTimeout()));
    }

    private static MediaPlane.EndpointSpec spec(Session session) {
        return new MediaPlane.EndpointSpec(session.sessionId(),
                session.options().sdpType() == SdpType.RTP, session.media().bitrate());
    }

    private static Description consolidated(Description description, List<Candidate> candidates) {
        String sdp = SdpText.parse(description.sdp()).orElseThrow().with(candidates).toString();
        return new Description(sdp, description.sdpType(), false);
    }
}
