package io.mediary.media.kurento;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import org.kurento.client.BaseRtpEndpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.Wiring;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * Leads what is connected to a session's elements to what shall be. What other sessions give it may be released by them
 * at any moment: then what is connected is asked, and the rest is done. Used once.
 */
final class Rewiring {

    /** Each but the last one met an element that was released between the look and the change. */
    private static final int ATTEMPTS = 3;
    /** The operations of a look before the one that names the wanted source. */
    private static final int OWN_ELEMENTS = 2;

    private final Line line;
    private final Endpoint endpoint;
    private final Wiring wanted;
    private final Optional<Integer> bitrate;

    /**
     * A change that is not sent yet.
     *
     * @param bitrate kbps, 0 = no limit; empty leaves it
     */
    Rewiring(Line line, Endpoint endpoint, Wiring wanted, Optional<Integer> bitrate) {
        this.line = line;
        this.endpoint = endpoint;
        this.wanted = wanted;
        this.bitrate = bitrate;
    }

    /** Changes what differs from {@code former}. A wanted source that is gone is a fault. */
    Uni<Outcome> from(Wiring former) {
        boolean others = former.source() instanceof Wiring.Source.Element;
        return change(links(former), links(wanted)).chain(outcome -> isVanished(outcome) && others
                ? settle(false, ATTEMPTS)
                : outcome.orFailure());
    }

    /** Changes what differs from what is connected. A wanted source that is gone is left out. */
    Uni<Outcome> fromWhatIs() {
        return settle(true, ATTEMPTS);
    }

    private Uni<Outcome> settle(boolean withoutSource, int attempts) {
        return look().chain(now -> {
            if (now.sourceGone().isPresent() && !withoutSource) {
                return Uni.createFrom().failure(now.sourceGone().get().failure());
            }
            Wiring possible = now.sourceGone().isPresent()
                    ? new Wiring(wanted.toProxy(), new Wiring.Source.None())
                    : wanted;
            return change(now.links(), links(possible)).chain(outcome -> isVanished(outcome) && attempts > 1
                    ? settle(withoutSource, attempts - 1)
                    : outcome.orFailure());
        });
    }

    /** Asks what is connected, and whether the wanted source is there. */
    private Uni<Present> look() {
        MediaTransaction reading = line.transaction();
        line.elements().element(endpoint.endpoint()).getSourceConnections(reading);
        line.elements().element(endpoint.proxy()).getSourceConnections(reading);
        if (wanted.source() instanceof Wiring.Source.Element source) {
            line.elements().element(source.element()).getName(reading);
        }
        return reading.run().chain(outcome -> {
            Optional<Fault> gone = outcome.fault().filter(fault -> fault.index() == OWN_ELEMENTS
                    && fault.code() == Fault.OBJECT_NOT_FOUND);
            return gone.isPresent()
                    ? Uni.createFrom().item(new Present(connected(outcome), gone))
                    : outcome.orFailure().map(all -> new Present(connected(all), gone));
        });
    }

    private Uni<Outcome> change(Set<Link> before, Set<Link> after) {
        MediaTransaction transaction = line.transaction();
        Wirings.change(transaction, before, after, line.elements()::element);
        BaseRtpEndpoint limited = line.elements().endpoint(endpoint.endpoint());
        // Kurento copies it into its REMB when the descriptions are exchanged and never looks at it again (kmsremb.c); the
        // embedded media server heeds it at once.
        bitrate.ifPresent(kbps -> transaction.set(limited, "maxVideoRecvBandwidth", kbps));
        return transaction.run();
    }

    private Set<Link> links(Wiring wiring) {
        return Link.of(wiring, endpoint.endpoint(), endpoint.proxy());
    }

    private static boolean isVanished(Outcome outcome) {
        return outcome.fault().filter(fault -> fault.code() == Fault.OBJECT_NOT_FOUND).isPresent();
    }

    private static Set<Link> connected(Outcome look) {
        Set<Link> links = new HashSet<>();
        look.values().stream().limit(OWN_ELEMENTS).forEach(connections -> {
            for (JsonElement each : connections.getAsJsonArray()) {
                JsonObject connection = each.getAsJsonObject();
                links.add(new Link(connection.get("source").getAsString(), connection.get("sink").getAsString(),
                        MediaKind.valueOf(connection.get("type").getAsString())));
            }
        });
        return links;
    }

    /** @param sourceGone what the server said where it does not have the wanted source */
    private record Present(Set<Link> links, Optional<Fault> sourceGone) {
    }
}
