package io.mediary.media.kurento;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.kurento.client.ErrorEvent;
import org.kurento.client.RtpEndpoint;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Carried;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaRelays;
import io.mediary.media.Place;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * Relays as pairs of Kurento's {@code RtpEndpoint}. The sending one offers, because what is offered says which codecs there
 * can be; nothing but errors is asked to be told. Thread-safe.
 */
final class KurentoRelays implements MediaRelays {

    private static final int ELEMENT = 0;
    private static final int UNLIMITED = 0;
    private static final String SENDER = "sender";

    private final Nodes nodes;
    private final RoundTrips roundTrips;
    private final Leftovers leftovers;

    KurentoRelays(Nodes nodes, RoundTrips roundTrips, Leftovers leftovers) {
        this.nodes = nodes;
        this.roundTrips = roundTrips;
        this.leftovers = leftovers;
    }

    @Override
    public Uni<Carried> carry(String relay, String from, String source, String to, UnaryOperator<String> codecs) {
        return offered(relay, from, source).chain(sender -> Uni.createFrom().item(() -> codecs.apply(sender.sdp()))
                .chain(offer -> answered(relay, to, offer))
                .chain(receiver -> accepted(sender, receiver)
                        .onFailure().recoverWithUni(failure -> undone(receiver, failure))
                        .replaceWith(new Carried(sender.place(), sender.element(), receiver.place(),
                                receiver.element())))
                .onFailure().recoverWithUni(failure -> undone(sender, failure)));
    }

    @Override
    public Uni<Boolean> lives(Carried carried) {
        return lives(carried.from(), carried.sender())
                .chain(there -> there ? lives(carried.to(), carried.receiver()) : Uni.createFrom().item(false));
    }

    @Override
    public Uni<Void> releaseAll(String node, String relay) {
        return nodes.isGone(any(node))
                ? Uni.createFrom().voidItem()
                : roundTrips.bounded(leftovers.release(any(node), new Label(Label.RELAY, relay), Set.of()))
                        .replaceWithVoid();
    }

    private Uni<Boolean> lives(Place place, String element) {
        return roundTrips.at(place, element, line -> {
            MediaTransaction transaction = line.transaction();
            line.elements().element(element).getName(transaction);
            return transaction.run()
                    .chain(outcome -> outcome.fault().filter(fault -> fault.code() == Fault.OBJECT_NOT_FOUND)
                            .isPresent()
                                    ? Uni.createFrom().item(false)
                                    : outcome.orFailure().replaceWith(true));
        });
    }

    private Uni<End> offered(String relay, String node, String source) {
        return roundTrips.at(any(node), relay, line -> {
            Place place = at(node, line);
            Making making = making(relay, place, line);
            RtpEndpoint sender = made(making, line);
            // Kurento sends no more than 500 kbps of video unless told.
            making.transaction().set(sender, "maxVideoSendBandwidth", UNLIMITED);
            Map<String, RtpEndpoint> elements = Map.of(SENDER, sender);
            Wirings.change(making.transaction(), Set.of(), Set.of(new Link(source, SENDER, MediaKind.AUDIO),
                    new Link(source, SENDER, MediaKind.VIDEO)),
                    id -> elements.containsKey(id) ? elements.get(id) : line.elements().element(id));
            int offer = Descriptions.offer(making.transaction(), sender);
            return run(making, relay, place, line, offer);
        });
    }

    private Uni<End> answered(String relay, String node, String offer) {
        return roundTrips.at(any(node), relay, line -> {
            Place place = at(node, line);
            Making making = making(relay, place, line);
            int answer = Descriptions.answer(making.transaction(), made(making, line), offer);
            return run(making, relay, place, line, answer);
        });
    }

    private Uni<Void> accepted(End sender, End receiver) {
        return roundTrips.at(sender.place(), sender.element(), line -> {
            MediaTransaction transaction = line.transaction();
            line.elements().endpoint(sender.element()).processAnswer(transaction, receiver.sdp());
            return transaction.run().chain(Outcome::orFailure).replaceWithVoid();
        });
    }

    /** What of an attempt is not known is looked for by its own label: the relay may have been made again meanwhile. */
    private Making making(String relay, Place place, Line line) {
        return new Making(place, line, leftovers,
                List.of(new Label(Label.RELAY, relay), new Label(Label.ATTEMPT, UUID.randomUUID().toString())));
    }

    private static RtpEndpoint made(Making making, Line line) {
        RtpEndpoint endpoint = making.make(new RtpEndpoint.Builder(line.pipeline()));
        making.describe(endpoint, List.of(ErrorEvent.class));
        return endpoint;
    }

    /** Whatever line there is to a media server. */
    private static Place any(String node) {
        return new Place(node, "");
    }

    private static Place at(String node, Line line) {
        return new Place(node, line.session().map(KurentoSession::id)
                .orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE)));
    }

    private static Uni<End> run(Making making, String relay, Place place, Line line, int description) {
        return making.run(Fault::failure, failure -> Failure.of(ErrorCode.SESSION_FAILED))
                .map(outcome -> new End(place, outcome.text(ELEMENT), outcome.text(description)))
                .invoke(end -> line.events().opened(relay, end.element()));
    }

    /** Releases an end of what failed, and tells the failure; another one where the end may still be there. */
    private <T> Uni<T> undone(End end, Throwable why) {
        return roundTrips.at(end.place(), end.element(),
                line -> new Releasing(line::transaction, line.elements(), List.of(end.element())).run(line::released))
                .onFailure().transform(left -> Failure.of(ErrorCode.SESSION_FAILED))
                .chain(() -> Uni.createFrom().failure(why));
    }

    /** An element and its description. */
    private record End(Place place, String element, String sdp) {
    }
}
