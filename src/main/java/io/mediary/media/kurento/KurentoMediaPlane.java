package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.IceCandidate;
import org.kurento.client.MediaType;
import org.kurento.client.WebRtcEndpoint;

import io.mediary.config.KurentoConfig;
import io.mediary.function.Failure;
import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaStats;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/** The media servers as the sessions see them: every change is one transaction. Thread-safe. */
final class KurentoMediaPlane implements MediaPlane {

    private final Nodes nodes;
    private final Leftovers leftovers;
    private final RoundTrips roundTrips;
    private final Duration timeout;

    KurentoMediaPlane(Nodes nodes, Leftovers leftovers, RoundTrips roundTrips, KurentoConfig config) {
        this.nodes = nodes;
        this.leftovers = leftovers;
        this.roundTrips = roundTrips;
        this.timeout = config.requestTimeout();
    }

    @Override
    public Uni<Place> choose(Optional<String> node) {
        return nodes.choose(node);
    }

    @Override
    public Uni<Place> chooseNear(String node) {
        return nodes.choose(Optional.of(node).filter(nodes::isFree));
    }

    @Override
    public Uni<Opened> answer(Place place, EndpointSpec spec, String offer, Wiring wiring) {
        return creation(place, spec, wiring, creation -> creation.answer(offer));
    }

    @Override
    public Uni<Opened> offer(Place place, EndpointSpec spec, Wiring wiring) {
        return creation(place, spec, wiring, Creation::offer);
    }

    @Override
    public Uni<Endpoint> open(Place place, EndpointSpec spec, Wiring wiring) {
        return creation(place, spec, wiring, Creation::open);
    }

    @Override
    public Uni<String> answer(Endpoint endpoint, String offer) {
        return at(endpoint, line -> {
            MediaTransaction transaction = line.transaction();
            int description = Descriptions.answer(transaction, line.elements().endpoint(endpoint.endpoint()), offer);
            return described(transaction, description, "offer.sdp").map(outcome -> outcome.text(description));
        });
    }

    @Override
    public Uni<Void> acceptAnswer(Endpoint endpoint, String answer) {
        return told(endpoint, line -> {
            MediaTransaction transaction = line.transaction();
            int description = transaction.size();
            line.elements().endpoint(endpoint.endpoint()).processAnswer(transaction, answer);
            return described(transaction, description, "answer.sdp");
        });
    }

    @Override
    public Uni<Void> rewire(Endpoint endpoint, Wiring from, Wiring to, Optional<Integer> bitrate) {
        return told(endpoint, line -> new Rewiring(line, endpoint, to, bitrate).from(from));
    }

    @Override
    public Uni<Void> restore(Endpoint endpoint, Wiring wiring, int bitrate) {
        return told(endpoint, line -> new Rewiring(line, endpoint, wiring, Optional.of(bitrate)).fromWhatIs());
    }

    @Override
    public Uni<Void> addCandidates(Endpoint endpoint, List<Candidate> candidates) {
        return told(endpoint, line -> {
            MediaTransaction transaction = line.transaction();
            if (line.elements().endpoint(endpoint.endpoint()) instanceof WebRtcEndpoint webRtc) {
                candidates.forEach(candidate -> webRtc.addIceCandidate(transaction, new IceCandidate(
                        candidate.candidate(), candidate.sdpMid(), candidate.sdpMLineIndex())));
            }
            return transaction.run().chain(Outcome::orFailure);
        });
    }

    @Override
    public Uni<Void> release(Place place, List<String> elements) {
        return elements.isEmpty() || nodes.isGone(place)
                ? Uni.createFrom().voidItem()
                : roundTrips.at(place, elements.get(0),
                        line -> new Releasing(line::transaction, line.elements(), elements).run(line::released));
    }

    @Override
    public Uni<Void> releaseAll(Place place, String sessionId, Set<String> except) {
        return nodes.isGone(place)
                ? Uni.createFrom().voidItem()
                : roundTrips.bounded(leftovers.release(place, new Label(Label.SESSION, sessionId), except))
                        .replaceWithVoid();
    }

    @Override
    public Set<MediaKind> transcoded(String node) {
        return nodes.node(node).map(Node::transcoded).orElse(Transcoding.FULL);
    }

    @Override
    public Uni<MediaStats> stats(Endpoint endpoint) {
        return at(endpoint, line -> {
            MediaTransaction reading = line.transaction();
            BaseRtpEndpoint element = line.elements().endpoint(endpoint.endpoint());
            element.getStats(reading, MediaType.AUDIO);
            element.getStats(reading, MediaType.VIDEO);
            if (element instanceof WebRtcEndpoint) {
                element.getStats(reading, MediaType.DATA);
            }
            return reading.run().chain(Outcome::orFailure).map(outcome -> Counters.of(outcome.values()));
        });
    }

    @Override
    public boolean lacks(Throwable failure, String element) {
        return failure instanceof Failure known && Fault.isMissing(known, element);
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    private <T> Uni<T> creation(Place place, EndpointSpec spec, Wiring wiring, Function<Creation, Uni<T>> making) {
        return Uni.createFrom().item(() -> new Creation(place, nodes.line(place), leftovers, spec, wiring))
                .chain(making::apply).onTermination().invoke(() -> nodes.settled(place));
    }

    private static Uni<Outcome> described(MediaTransaction transaction, int description, String field) {
        return transaction.run().chain(outcome -> outcome.fault().isEmpty()
                ? Uni.createFrom().item(outcome)
                : Uni.createFrom()
                        .failure(Descriptions.refusal(outcome.fault().get(), description, field)));
    }

    private Uni<Void> told(Endpoint endpoint, Function<Line, Uni<? extends Outcome>> change) {
        return at(endpoint, change).replaceWithVoid();
    }

    private <T> Uni<T> at(Endpoint endpoint, Function<Line, Uni<? extends T>> work) {
        return roundTrips.at(endpoint.place(), endpoint.endpoint(), work);
    }
}
