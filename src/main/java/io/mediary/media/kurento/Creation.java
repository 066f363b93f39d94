package io.mediary.media.kurento;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jboss.logging.Logger;
import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.KurentoObject;
import org.kurento.client.MediaElement;
import org.kurento.client.PassThrough;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.WebRtcEndpoint;
import org.kurento.jsonrpc.JsonRpcErrorException;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaPlane.Opened;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.smallrye.mutiny.Uni;

/**
 * Makes a session's elements in one transaction: tagged, subscribed to, wired, negotiated, gathering. What a refused
 * creation made is released before the refusal is told; where it is not known what was made, the session fails and
 * {@link Leftovers} looks. Used once.
 */
final class Creation {

    private static final Logger LOG = Logger.getLogger(Creation.class);
    private static final int UNLIMITED = 0;
    private static final int PROXY = 0;
    private static final int ENDPOINT = 1;

    private final Place place;
    private final Line line;
    private final Leftovers leftovers;
    private final EndpointSpec spec;
    private final MediaTransaction transaction;
    private final int description;

    /**
     * A creation that is not sent yet.
     *
     * @param offer the client's; empty: the endpoint makes one
     */
    Creation(Place place, Line line, Leftovers leftovers, EndpointSpec spec, Wiring wiring, Optional<String> offer) {
        this.place = place;
        this.line = line;
        this.leftovers = leftovers;
        this.spec = spec;
        this.transaction = line.transaction();
        PassThrough proxy = new PassThrough.Builder(line.pipeline()).build(transaction);
        BaseRtpEndpoint endpoint = spec.rtp()
                ? new RtpEndpoint.Builder(line.pipeline()).build(transaction)
                : new WebRtcEndpoint.Builder(line.pipeline()).useDataChannels().build(transaction);
        tag(proxy);
        tag(endpoint);
        subscribe(endpoint);
        limit(endpoint);
        Map<String, MediaElement> elements = Map.of("endpoint", endpoint, "proxy", proxy);
        Wirings.change(transaction, Set.of(), Link.of(wiring, "endpoint", "proxy"),
                id -> elements.containsKey(id) ? elements.get(id) : line.elements().element(id));
        this.description = transaction.size();
        offer.ifPresentOrElse(sdp -> endpoint.processOffer(transaction, sdp),
                () -> endpoint.generateOffer(transaction));
        if (endpoint instanceof WebRtcEndpoint webRtc) {
            webRtc.gatherCandidates(transaction);
        }
    }

    /** Sends it when subscribed to; failures as {@link io.mediary.media.MediaPlane} tells. */
    Uni<Opened> run() {
        return transaction.run().onFailure(Creation::isMystery).transform(this::unknown).onFailure()
                .transform(Fault::failure).chain(this::opened);
    }

    /** Neither refused by the server nor never sent. */
    private static boolean isMystery(Throwable failure) {
        return !(failure instanceof JsonRpcErrorException) && !(failure instanceof Failure);
    }

    private void tag(KurentoObject element) {
        MediaElement tagged = (MediaElement) element;
        tagged.addTag(transaction, EventDispatcher.SESSION_TAG, spec.sessionId());
        transaction.set(element, "sendTagsInEvents", true);
    }

    private void subscribe(BaseRtpEndpoint endpoint) {
        Translation.OF_ENDPOINTS.forEach(event -> transaction.subscribe(endpoint, event));
        if (!spec.rtp()) {
            Translation.OF_WEBRTC.forEach(event -> transaction.subscribe(endpoint, event));
        }
    }

    /** Kurento sends no more than 500 kbps of video unless told; only the client's side is ours to limit. */
    private void limit(BaseRtpEndpoint endpoint) {
        transaction.set(endpoint, "maxVideoSendBandwidth", UNLIMITED);
        if (spec.bitrate() != UNLIMITED) {
            transaction.set(endpoint, "maxVideoRecvBandwidth", spec.bitrate());
        }
    }

    private Uni<Opened> opened(MediaTransaction.Outcome outcome) {
        if (outcome.fault().isPresent()) {
            Fault fault = outcome.fault().get();
            return undo(outcome).onItemOrFailure().transformToUni((undone, failure) -> Uni.createFrom()
                    .failure(failure == null ? refusal(fault) : unknown(failure)));
        }
        Endpoint endpoint = new Endpoint(place, outcome.text(ENDPOINT), outcome.text(PROXY));
        line.events().opened(spec.sessionId(), endpoint.endpoint());
        return Uni.createFrom().item(new Opened(endpoint, outcome.text(description)));
    }

    private Uni<Void> undo(MediaTransaction.Outcome outcome) {
        MediaTransaction release = line.transaction();
        for (int made : List.of(PROXY, ENDPOINT)) {
            if (outcome.reached(made)) {
                line.elements().element(outcome.text(made)).release(release);
                line.events().released(outcome.text(made));
            }
        }
        return release.run().chain(MediaTransaction.Outcome::orFailure).replaceWithVoid();
    }

    private Failure refusal(Fault fault) {
        if (fault.code() == Fault.OBJECT_NOT_FOUND && fault.index() == PROXY) {
            line.doubt();
        }
        if (fault.code() == Fault.INVALID_SDP && fault.index() == description) {
            return Failure.of(ErrorCode.SYNTAX_ERROR, "offer.sdp");
        }
        return fault.failure();
    }

    private Failure unknown(Throwable failure) {
        LOG.warnf("Session %s: what its creation made is not known: %s", spec.sessionId(), failure.getMessage());
        leftovers.releaseSoon(place, spec.sessionId());
        return Failure.of(ErrorCode.SESSION_FAILED);
    }
}
