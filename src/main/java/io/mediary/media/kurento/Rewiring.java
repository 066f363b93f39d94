package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.kurento.client.BaseRtpEndpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Recorded;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * Leads what is connected to a session's elements, and to its recorder, to what shall be. What other sessions give it may be
 * released by them at any moment, and a recorder may have ended: then what is connected is asked, and the rest is done. Used
 * once.
 */
final class Rewiring {

    /** Each but the last one met an element that was released between the look and the change. */
    private static final int ATTEMPTS = 3;
    /** The operations of a look that name the session's own elements. */
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

    /** Changes what differs from {@code former}. A wanted source or recorder that is gone is a fault. */
    Uni<Outcome> from(Wiring former) {
        boolean others = former.source() instanceof Wiring.Source.Element || former.recorded().isPresent();
        Set<String> recorders = new LinkedHashSet<>();
        Stream.of(former, wanted)
                .forEach(wiring -> wiring.recorded().map(Recorded::recorder).ifPresent(recorders::add));
        return change(links(former), links(wanted)).chain(outcome -> isVanished(outcome) && others
                ? settle(recorders, false, ATTEMPTS)
                : outcome.orFailure());
    }

    /** Changes what differs from what is connected. A wanted source or recorder that is gone is left out. */
    Uni<Outcome> fromWhatIs() {
        return settle(wanted.recorded().map(Recorded::recorder).map(Set::of).orElse(Set.of()), true, ATTEMPTS);
    }

    private Uni<Outcome> settle(Set<String> recorders, boolean withoutOthers, int attempts) {
        return look(recorders, Map.of()).chain(now -> {
            Optional<Fault> missing = others().filter(now.gone()::containsKey).map(now.gone()::get).findFirst();
            if (missing.isPresent() && !withoutOthers) {
                return Uni.createFrom().failure(missing.get().failure());
            }
            return change(now.links(), links(possible(now.gone().keySet())))
                    .chain(outcome -> isVanished(outcome) && attempts > 1
                            ? settle(recorders, withoutOthers, attempts - 1)
                            : outcome.orFailure());
        });
    }

    /** The wanted wiring without what is gone. */
    private Wiring possible(Set<String> gone) {
        return new Wiring(wanted.toProxy(),
                source().filter(gone::contains).isPresent() ? new Wiring.Source.None() : wanted.source(),
                wanted.recorded().filter(recorded -> !gone.contains(recorded.recorder())));
    }

    private Optional<String> source() {
        return wanted.source() instanceof Wiring.Source.Element element
                ? Optional.of(element.element())
                : Optional.empty();
    }

    /** What is wanted, and can be gone while the session is there. */
    private Stream<String> others() {
        return Stream.concat(source().stream(), wanted.recorded().map(Recorded::recorder).stream());
    }

    /**
     * Asks what is connected, and whether the wanted source is there: at last, so that what was asked before is known if it
     * is not. A recorder that is gone costs another look, without it.
     *
     * @param gone what is known to be gone
     */
    private Uni<Present> look(Set<String> recorders, Map<String, Fault> gone) {
        List<String> sinks = new ArrayList<>(List.of(endpoint.endpoint(), endpoint.proxy()));
        recorders.stream().filter(recorder -> !gone.containsKey(recorder)).forEach(sinks::add);
        MediaTransaction reading = line.transaction();
        sinks.forEach(sink -> line.elements().element(sink).getSourceConnections(reading));
        source().ifPresent(source -> line.elements().element(source).getName(reading));
        return reading.run().chain(outcome -> {
            Optional<Fault> missing = outcome.fault().filter(
                    fault -> fault.code() == Fault.OBJECT_NOT_FOUND && fault.index() >= OWN_ELEMENTS);
            if (missing.isEmpty()) {
                return outcome.orFailure().map(all -> new Present(connected(all, sinks.size()), gone));
            }
            int index = missing.get().index();
            Map<String, Fault> known = new HashMap<>(gone);
            known.put(index < sinks.size() ? sinks.get(index) : source().orElseThrow(), missing.get());
            return index < sinks.size()
                    ? look(recorders, known)
                    : Uni.createFrom().item(new Present(connected(outcome, sinks.size()), known));
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

    private static Set<Link> connected(Outcome look, int sinks) {
        Set<Link> links = new HashSet<>();
        look.values().stream().limit(sinks).forEach(connections -> {
            for (JsonElement each : connections.getAsJsonArray()) {
                JsonObject connection = each.getAsJsonObject();
                links.add(new Link(connection.get("source").getAsString(), connection.get("sink").getAsString(),
                        MediaKind.valueOf(connection.get("type").getAsString())));
            }
        });
        return links;
    }

    /** @param gone the elements that the server does not have, and what it said */
    private record Present(Set<Link> links, Map<String, Fault> gone) {
    }
}
