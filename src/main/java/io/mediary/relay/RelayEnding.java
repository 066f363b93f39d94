package io.mediary.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Carried;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaRelays;
import io.mediary.relay.RelayDocument.Element;
import io.mediary.relay.RelayDocument.Loss;
import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Leases;
import io.mediary.store.Message;
import io.mediary.store.Records;
import io.smallrye.mutiny.Uni;

/**
 * Ends relays, under their lease: nobody can enter any more, the media goes, the record after it. Whoever dies in between
 * leaves a record that leads to the rest. Thread-safe.
 */
@ApplicationScoped
public class RelayEnding {

    /** Message to a relay: release the element in the payload. */
    static final String RELEASE = "release";

    private static final Logger LOG = Logger.getLogger(RelayEnding.class);

    private final Records records;
    private final RelayUses uses;
    private final MediaPlane plane;
    private final MediaRelays media;
    private final Leases leases;
    private final RelayDocument document;

    RelayEnding(Records records, RelayUses uses, MediaPlane plane, MediaRelays media, Leases leases,
            RelayDocument document) {
        this.records = records;
        this.uses = uses;
        this.plane = plane;
        this.media = media;
        this.leases = leases;
        this.document = document;
    }

    /** Ends a relay that nobody uses, or that was never completed. @return whether; the lease is gone then */
    Uni<Boolean> endUnused(Lease lease) {
        boolean incomplete = document.read(lease.doc()).carried().isEmpty();
        return end(lease, incomplete, Optional.empty());
    }

    /**
     * Ends a relay whoever uses it: they are told.
     *
     * @param gone the media server that is not there any more, with all that was made there
     */
    Uni<Void> endBroken(Lease lease, Optional<String> gone) {
        return end(lease, true, gone).replaceWithVoid();
    }

    /** Where that fails the lease is given back: what the relay is in the middle of its record says. */
    private Uni<Boolean> end(Lease lease, boolean force, Optional<String> gone) {
        Relay relay = document.read(lease.doc());
        return uses.close(lease, force).flatMap(users -> users.isEmpty()
                ? Uni.createFrom().item(false)
                : released(lease, relay, gone)
                        .flatMap(left -> records.commit(lease, change(lease.id(), relay, users.get(), left)))
                        .replaceWith(true))
                .onFailure().call(failure -> records.release(lease).onFailure().recoverWithNull());
    }

    /**
     * Releases the media of a relay that is being made, of which nobody knows how far that went.
     *
     * @return fails with {@code unavailable} where the lease may be another's soon: what is found then may be of a later making
     */
    Uni<Void> clear(Lease lease, Relay relay, Optional<String> gone) {
        if (!leases.outlasts(lease, plane.timeout())) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
        }
        List<Uni<Void>> sides = Stream.of(relay.from(), relay.to())
                .filter(node -> gone.filter(node::equals).isEmpty())
                .map(node -> media.releaseAll(node, lease.id())).toList();
        return Uni.join().all(sides).andCollectFailures().replaceWithVoid();
    }

    /** A message: an element that could not be released when its relay ended. */
    Uni<Void> releaseLater(String payload) {
        Element element = document.read(payload, Element.class);
        return plane.release(element.place(), List.of(element.id()));
    }

    private Uni<List<Element>> released(Lease lease, Relay relay, Optional<String> gone) {
        if (relay.carried().isEmpty()) {
            return clear(lease, relay, gone).replaceWith(List.of());
        }
        List<Uni<Optional<Element>>> sides = ends(relay.carried().get()).stream()
                .filter(end -> gone.filter(end.place().node()::equals).isEmpty())
                .map(this::released).toList();
        return Uni.join().all(sides).andFailFast()
                .map(left -> left.stream().flatMap(Optional::stream).toList());
    }

    /** What could not be released. */
    private Uni<Optional<Element>> released(Element end) {
        return plane.release(end.place(), List.of(end.id()))
                .map(done -> Optional.<Element>empty())
                .onFailure().recoverWithItem(failure -> {
                    LOG.infof("an end of a relay is released later: %s", failure.getMessage());
                    return Optional.of(end);
                });
    }

    static List<Element> ends(Carried carried) {
        return List.of(new Element(carried.from(), carried.sender()),
                new Element(carried.to(), carried.receiver()));
    }

    private Change change(String id, Relay relay, List<Use> users, List<Element> left) {
        Change.Builder change = Change.builder().end();
        List<Message> messages = new ArrayList<>();
        left.forEach(element -> messages.add(new Message(Kind.RELAY, id, RELEASE, document.write(element))));
        relay.carried().ifPresent(carried -> users.forEach(use -> messages.add(
                new Message(Kind.SESSION, use.sessionId(), Relays.LOST,
                        document.write(new Loss(carried.receiver()))))));
        messages.forEach(change::message);
        return change.build();
    }
}
