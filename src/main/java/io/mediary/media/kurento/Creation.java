package io.mediary.media.kurento;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * Makes a session's elements in one transaction: tagged, subscribed to, wired, and with a description negotiated and
 * gathering. What a refused creation made is released before the refusal is told; where it is not known what was made, the session fails and
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
    private final BaseRtpEndpoint endpoint;

    /** A creation that is not sent yet. */
    Creation(Place place, Line line, Leftovers leftovers, EndpointSpec spec, Wiring wiring) {
        this.place = place;
        this.line = line;
        this.leftovers = leftovers;
        this.spec = spec;
        this.transaction = line.transaction();
        PassThrough proxy = new PassThrough.Builder(line.pipeline()).build(transaction);
        this.endpoint = spec.rtp()
                ? new RtpEndpoint.Builder(line.pipeline()).build(transaction)
                : new WebRtcEndpoint.Builder(line.pipeline()).useDataChannels().build(transaction);
        tag(proxy);
        tag(endpoint);
        subscribe();
        limit();
        Map<String, MediaElement> elements = Map.of("endpoint", endpoint, "proxy", proxy);
        Wirings.change(transaction, Set.of(), Link.of(wiring, "endpoint", "proxy"),
                id -> elements.containsKey(id) ? elements.get(id) : line.elements().element(id));
    }

    /** Makes the elements alone; like the others when subscribed to, failures as {@link io.mediary.media.MediaPlane} tells. */
    Uni<Endpoint> open() {
        return run(Fault::failure).map(this::made);
    }

    /** Makes the elements and answers the client's offer. */
    Uni<Opened> answer(String offer) {
        int description = Descriptions.answer(transaction, endpoint, offer);
        return run(fault -> Descriptions.refusal(fault, description, "offer.sdp"))
                .map(outcome -> new Opened(made(outcome), outcome.text(description)));
    }

    /** Makes the elements and an offer for the client. */
    Uni<Opened> offer() {
        int description = Descriptions.offer(transaction, endpoint);
        return run(Fault::failure).map(outcome -> new Opened(made(outcome), outcome.text(description)));
    }

    private Uni<Outcome> run(Function<Fault, Failure> refusal) {
        return transaction.run().onFailure(Creation::isMystery).transform(this::unknown).onFailure()
                .transform(Fault::failure).chain(outcome -> outcome.fault().isEmpty()
                        ? Uni.createFrom().item(outcome)
                        : undo(outcome).onItemOrFailure().transformToUni((undone, failure) -> Uni.createFrom()
                                .failure(failure == null ? refused(outcome, refusal) : unknown(failure))));
    }

    /** Neither refused by the server nor never sent. */
    private static boolean isMystery(Throwable failure) {
        return !(failure instanceof JsonRpcErrorException) && !(failure instanceof Failure);
    }

    private void tag(KurentoObject element) {
        MediaElement tagged = (MediaElement) element;
        tagged.addTag(transaction, Label.SESSION, spec.sessionId());
        transaction.set(element, "sendTagsInEvents", true);
    }

    private void subscribe() {
        Translation.OF_ENDPOINTS.forEach(event -> transaction.subscribe(endpoint, event));
        if (!spec.rtp()) {
            Translation.OF_WEBRTC.forEach(event -> transaction.subscribe(endpoint, event));
        }
    }

    /**
     * Kurento sends no more than 500 kbps of video unless told; only the client's side is ours to limit. Both must stand
     * before the descriptions are exchanged: Kurento's REMB takes them over then.
     */
    private void limit() {
        transaction.set(endpoint, "maxVideoSendBandwidth", UNLIMITED);
        if (spec.bitrate() != UNLIMITED) {
            transaction.set(endpoint, "maxVideoRecvBandwidth", spec.bitrate());
        }
    }

    private Endpoint made(Outcome outcome) {
        Endpoint made = new Endpoint(place, outcome.text(ENDPOINT), outcome.text(PROXY));
        line.events().opened(spec.sessionId(), made.endpoint());
        return made;
    }

    private Uni<Void> undo(Outcome outcome) {
        MediaTransaction release = line.transaction();
        for (int made : List.of(PROXY, ENDPOINT)) {
            if (outcome.reached(made)) {
                line.elements().element(outcome.text(made)).release(release);
                line.events().released(outcome.text(made));
            }
        }
        return release.run().chain(Outcome::orFailure).replaceWithVoid();
    }

    private Failure refused(Outcome outcome, Function<Fault, Failure> refusal) {
        Fault fault = outcome.fault().orElseThrow();
        if (fault.code() == Fault.OBJECT_NOT_FOUND && fault.index() == PROXY) {
            line.doubt();
        }
        return refusal.apply(fault);
    }

    private Failure unknown(Throwable failure) {
        LOG.warnf("Session %s: what its creation made is not known: %s", spec.sessionId(), failure.getMessage());
        leftovers.releaseSoon(place, new Label(Label.SESSION, spec.sessionId()));
        return Failure.of(ErrorCode.SESSION_FAILED);
    }
}
