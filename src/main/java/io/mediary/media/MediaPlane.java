package io.mediary.media;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;

/**
 * The port to the media servers, in the domain's words. Each operation is one round trip to a media server, has a
 * timeout, and fails with {@code Failure}: {@code kms_error} with the server's code and text, {@code timeout},
 * {@code no_mediaserver}. An operation that failed half-way has released what it made, or says so by failing with
 * {@code session_failed}, after which {@link #releaseAll} is called again later. May be called from any thread and
 * never blocks.
 */
public interface MediaPlane {

    /**
     * Chooses the media server for a new session. No round trip.
     *
     * @param node the server to stay on, if the session is bound to one
     */
    Uni<Place> choose(Optional<String> node);

    /**
     * Chooses the media server for a new session that had better be on one of them, but need not. No round trip.
     *
     * @param node taken while it is there for new sessions; otherwise any is
     */
    Uni<Place> chooseNear(String node);

    /** Makes the elements, wires them, and answers the client's offer; gathering is started. */
    Uni<Opened> answer(Place place, EndpointSpec spec, String offer, Wiring wiring);

    /** Makes the elements, wires them, and makes an offer for the client; gathering is started. */
    Uni<Opened> offer(Place place, EndpointSpec spec, Wiring wiring);

    /** Makes the elements and wires them, without a description: the client's offer is awaited. */
    Uni<Endpoint> open(Place place, EndpointSpec spec, Wiring wiring);

    /**
     * Answers the client's offer with elements that {@link #open} made; gathering is started.
     *
     * @return the media server's answer, without candidates; fails with {@code syntax_error} on {@code offer.sdp} where it
     *         cannot read the offer
     */
    Uni<String> answer(Endpoint endpoint, String offer);

    /**
     * Gives the client's answer to an endpoint that made the offer.
     *
     * @return completes when the media server took it
     */
    Uni<Void> acceptAnswer(Endpoint endpoint, String answer);

    /**
     * Changes what is connected, and the bandwidth that the client may use, in one step. Only what differs is touched.
     * Where the former source or recorder is gone, what is connected is asked first: two round trips more. Where the wanted
     * source or recorder is gone it fails with {@code kms_error}, and nothing of it is connected.
     * <p>
     * A bandwidth that was set before the descriptions were exchanged ({@link EndpointSpec}) is heeded by every media
     * server; the embedded one also heeds a later change, Kurento 7 does not: it keeps telling the client the first one.
     *
     * @param bitrate kbps, 0 = no limit; empty leaves it
     */
    Uni<Void> rewire(Endpoint endpoint, Wiring from, Wiring to, Optional<Integer> bitrate);

    /**
     * Makes the media server match {@code wiring} whatever is connected now: after a lease that was not cleanly released.
     * Two round trips, because what is connected is asked first: what is right already is not interrupted. A source or a
     * recorder that is gone is left out; where the session's own elements are gone it fails with {@code kms_error}.
     */
    Uni<Void> restore(Endpoint endpoint, Wiring wiring, int bitrate);

    /** Adds candidates of the client, in order. */
    Uni<Void> addCandidates(Endpoint endpoint, List<Candidate> candidates);

    /**
     * Releases elements, those that record first, once their files are complete. What is gone already is no error. Where a
     * file cannot be completed, everything is released nonetheless, and the failure is told then.
     *
     * @param elements endpoints, proxies, players and recorders of one session
     */
    Uni<Void> release(Place place, List<String> elements);

    /**
     * Releases whatever was made at {@code place} for the session, known or not: after a creation that was cut short.
     *
     * @param except elements that stay
     */
    Uni<Void> releaseAll(Place place, String sessionId, Set<String> except);

    /**
     * The kinds of media that a media server transcodes where source and sink share no codec. No round trip.
     *
     * @param node the server's id; of one that was never reached the most is said: audio and video
     */
    Set<MediaKind> transcoded(String node);

    /** Counters of an endpoint; {@link MediaStats#NONE} before it was negotiated. */
    Uni<MediaStats> stats(Endpoint endpoint);

    /** Whether an operation failed because an element was not there any more. No round trip. */
    boolean lacks(Throwable failure, String element);

    /** After how long a media server's answer to one round trip is awaited no more: what a lease must outlast. */
    Duration timeout();

    /**
     * What to make.
     *
     * @param sessionId goes into the elements' tags, so that events find their session
     * @param rtp a plain RTP endpoint instead of WebRTC
     * @param bitrate kbps that the client may send, 0 = no limit
     */
    record EndpointSpec(String sessionId, boolean rtp, int bitrate) {
    }

    /**
     * What was made.
     *
     * @param endpoint for the record
     * @param sdp the media server's offer or answer, without candidates
     */
    record Opened(Endpoint endpoint, String sdp) {
    }
}
