package io.mediary.media.kurento;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.IceCandidate;
import org.kurento.client.WebRtcEndpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/** The media servers as the sessions see them: every change is one transaction. Thread-safe. */
final class KurentoMediaPlane implements MediaPlane {

    private final Nodes nodes;
    private final Leftovers leftovers;

    KurentoMediaPlane(Nodes nodes, Leftovers leftovers) {
        this.nodes = nodes;
        this.leftovers = leftovers;
    }

    @Override
    public Uni<Place> choose(Optional<String> node) {
        return nodes.choose(node);
    }

    @Override
    public Uni<Opened> answer(Place place, EndpointSpec spec, String offer, Wiring wiring) {
        return open(place, spec, wiring, Optional.of(offer));
    }

    @Override
    public Uni<Opened> offer(Place place, EndpointSpec spec, Wiring wiring) {
        return open(place, spec, wiring, Optional.empty());
    }

    @Override
    public Uni<Void> acceptAnswer(Endpoint endpoint, String answer) {
        return told(endpoint, line -> {
            MediaTransaction transaction = line.transaction();
            line.elements().endpoint(endpoint.endpoint()).processAnswer(transaction, answer);
            return transaction.run().chain(outcome -> outcome.fault()
                    .filter(fault -> fault.code() == Fault.INVALID_SDP).isPresent()
                            ? Uni.createFrom().failure(Failure.of(ErrorCode.SYNTAX_ERROR, "answer.sdp"))
                            : outcome.orFailure());
        });
    }

    @Override
    public Uni<Void> rewire(Endpoint endpoint, Wiring from, Wiring to, Optional<Integer> bitrate) {
        return told(endpoint, line -> {
            return change(line, endpoint, links(from, endpoint), links(to, endpoint), bitrate);
        });
    }

    @Override
    public Uni<Void> restore(Endpoint endpoint, Wiring wiring, int bitrate) {
        return told(endpoint, line -> {
            MediaTransaction reading = line.transaction();
            line.elements().element(endpoint.endpoint()).getSourceConnections(reading);
            line.elements().element(endpoint.proxy()).getSourceConnections(reading);
            return reading.run().chain(Outcome::orFailure).chain(outcome -> {
                Set<Link> now = new HashSet<>();
                outcome.values().forEach(connections -> now.addAll(connected(connections)));
                return change(line, endpoint, now, links(wiring, endpoint), Optional.of(bitrate));
            });
        });
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
    public Uni<Void> release(Endpoint endpoint) {
        return told(endpoint, line -> {
            MediaTransaction transaction = line.transaction();
            line.elements().element(endpoint.proxy()).release(transaction);
            line.elements().element(endpoint.endpoint()).release(transaction);
            return transaction.run().chain(Outcome::orFailure).invoke(() -> nodes.node(endpoint.place().node())
                    .ifPresent(node -> node.released(endpoint.endpoint())));
        });
    }

    @Override
    public Uni<Void> releaseAll(Place place, String sessionId) {
        return leftovers.release(place, sessionId).replaceWithVoid();
    }

    private Uni<Opened> open(Place place, EndpointSpec spec, Wiring wiring, Optional<String> offer) {
        return Uni.createFrom().deferred(
                () -> new Creation(place, nodes.line(place), leftovers, spec, wiring, offer).run());
    }

    private static Uni<Outcome> change(Line line, Endpoint endpoint, Set<Link> from, Set<Link> to,
            Optional<Integer> bitrate) {
        MediaTransaction transaction = line.transaction();
        Wirings.change(transaction, from, to, line.elements()::element);
        BaseRtpEndpoint limited = line.elements().endpoint(endpoint.endpoint());
        bitrate.ifPresent(kbps -> transaction.set(limited, "maxVideoRecvBandwidth", kbps));
        return transaction.run().chain(Outcome::orFailure);
    }

    private static Set<Link> links(Wiring wiring, Endpoint endpoint) {
        return Link.of(wiring, endpoint.endpoint(), endpoint.proxy());
    }

    private static Set<Link> connected(JsonElement connections) {
        Set<Link> links = new HashSet<>();
        for (JsonElement each : connections.getAsJsonArray()) {
            JsonObject connection = each.getAsJsonObject();
            links.add(new Link(connection.get("source").getAsString(), connection.get("sink").getAsString(),
                    MediaKind.valueOf(connection.get("type").getAsString())));
        }
        return links;
    }

    private Uni<Void> told(Endpoint endpoint, Function<Line, Uni<? extends Outcome>> change) {
        return nodes.lineFor(endpoint).chain(change::apply).onFailure().transform(Fault::failure).replaceWithVoid();
    }
}
