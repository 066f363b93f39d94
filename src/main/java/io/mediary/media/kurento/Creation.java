package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.Event;
import org.kurento.client.MediaElement;
import org.kurento.client.PassThrough;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.WebRtcEndpoint;

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
 * Makes a session's elements in one transaction: labelled, subscribed to, wired, and with a description negotiated and
 * gathering. Where it is not known what was made, the session fails. Used once.
 */
final class Creation {

    private static final int UNLIMITED = 0;
    private static final int PROXY = 0;
    private static final int ENDPOINT = 1;

    private final Place place;
    private final Line line;
    private final EndpointSpec spec;
    private final Making making;
    private final MediaTransaction transaction;
    private final BaseRtpEndpoint endpoint;

    /** A creation that is not sent yet. */
    Creation(Place place, Line line, Leftovers leftovers, EndpointSpec spec, Wiring wiring) {
        this.place = place;
        this.line = line;
        this.spec = spec;
        this.making = new Making(place, line, leftovers, List.of(new Label(Label.SESSION, spec.sessionId())));
        this.transaction = making.transaction();
        PassThrough proxy = making.make(new PassThrough.Builder(line.pipeline()));
        this.endpoint = spec.rtp()
                ? making.make(new RtpEndpoint.Builder(line.pipeline()))
                : making.make(new WebRtcEndpoint.Builder(line.pipeline()).useDataChannels());
        making.describe(proxy, List.of());
        making.describe(endpoint, events());
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
        return making.run(refusal, failure -> Failure.of(ErrorCode.SESSION_FAILED));
    }

    private List<Class<? extends Event>> events() {
        List<Class<? extends Event>> events = new ArrayList<>(Translation.OF_ENDPOINTS);
        if (!spec.rtp()) {
            events.addAll(Translation.OF_WEBRTC);
        }
        return events;
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
}
