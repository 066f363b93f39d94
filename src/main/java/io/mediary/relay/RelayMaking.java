package io.mediary.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.RelayConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Carried;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaRelays;
import io.mediary.relay.RelayUses.Entry;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Leases;
import io.mediary.store.NewRecord;
import io.mediary.store.Records;
import io.mediary.store.StaleLeaseException;
import io.smallrye.mutiny.Uni;

/**
 * Makes relays: the record first, then the media, then the commit. One makes it, the others wait for its lease; no other
 * lease is taken meanwhile. Thread-safe.
 */
@ApplicationScoped
public class RelayMaking {

    /** Deadline: look whether it is as its record says. */
    static final String CHECK = "check";

    private static final Logger LOG = Logger.getLogger(RelayMaking.class);
    /** Whose the records are: nobody's that a client could name. */
    private static final String OWNER = "";
    /** Each but the last one met a relay that was made or ended by somebody else meanwhile. */
    private static final int ATTEMPTS = 5;

    private final Records records;
    private final RelayUses uses;
    private final RelayEnding ending;
    private final MediaPlane plane;
    private final MediaRelays media;
    private final Leases leases;
    private final RelayDocument document;
    private final Duration check;

    RelayMaking(Records records, RelayUses uses, RelayEnding ending, MediaPlane plane, MediaRelays media,
            Leases leases, RelayDocument document, RelayConfig config) {
        this.records = records;
        this.uses = uses;
        this.ending = ending;
        this.plane = plane;
        this.media = media;
        this.leases = leases;
        this.document = document;
        this.check = config.check();
    }

    /** Enters who wants it, and makes the relay where it is not there. */
    Uni<Carried> obtain(Wanted wanted) {
        return enter(wanted, ATTEMPTS)
                .onFailure(StaleLeaseException.class).transform(lost -> Failure.of(ErrorCode.UNAVAILABLE));
    }

    private Uni<Carried> enter(Wanted wanted, int attempts) {
        if (attempts == 0) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
        }
        return uses.enter(wanted.relayId(), wanted.use()).flatMap(entry -> {
            Optional<Carried> there = entry.relay().flatMap(Relay::carried);
            if (there.isPresent()) {
                return Uni.createFrom().item(there.get());
            }
            return entry.state() == Entry.State.NONE ? begun(wanted, attempts) : awaited(wanted, attempts);
        });
    }

    private Uni<Carried> begun(Wanted wanted, int attempts) {
        NewRecord record = new NewRecord(Kind.RELAY, wanted.relayId(), OWNER, document.write(wanted.making()),
                Optional.empty(), Optional.empty(), List.of());
        return records.create(record).map(Optional::of)
                .onFailure(RelayMaking::isThere).recoverWithItem(Optional.empty())
                .flatMap(lease -> lease.isEmpty()
                        ? enter(wanted, attempts - 1)
                        : uses.enter(wanted.relayId(), wanted.use())
                                .onFailure().call(failure -> givenBack(lease.get()))
                                .flatMap(entry -> made(lease.get(), wanted)));
    }

    /** Who has the lease makes it, or ends it; if not, that is ours to do. */
    private Uni<Carried> awaited(Wanted wanted, int attempts) {
        String id = wanted.relayId();
        return records.acquire(Kind.RELAY, id).flatMap(lease -> lease.isEmpty()
                ? enter(wanted, attempts - 1)
                : uses.enter(id, wanted.use()).onFailure().call(failure -> givenBack(lease.get()))
                        .flatMap(entry -> taken(lease.get(), entry, wanted, attempts)));
    }

    private Uni<Carried> taken(Lease lease, Entry entry, Wanted wanted, int attempts) {
        if (entry.state() != Entry.State.OPEN) {
            return ending.endBroken(lease, Optional.empty()).chain(() -> enter(wanted, attempts - 1));
        }
        return document.read(lease.doc()).carried()
                .map(there -> records.commit(lease, Change.builder().build()).replaceWith(there))
                .orElseGet(() -> ending.clear(lease, wanted.making(), Optional.empty())
                        .onFailure().call(failure -> givenBack(lease))
                        .chain(() -> made(lease, wanted)));
    }

    private Uni<Carried> made(Lease lease, Wanted wanted) {
        if (!leases.outlasts(lease, plane.timeout())) {
            // What it would make might be made when somebody else makes the relay already.
            return givenBack(lease).chain(() -> Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE)));
        }
        return media
                .carry(lease.id(), wanted.source().place().node(), wanted.source().proxy(), wanted.node(),
                        wanted.codecs())
                .onFailure().call(failure -> failed(lease, wanted, failure))
                .flatMap(carried -> {
                    LOG.infof("session %s is carried from media server %s to %s", wanted.sessionId(),
                            carried.from().node(), carried.to().node());
                    Change change = Change.builder().created().doc(document.write(wanted.making().made(carried)))
                            .deadline(new Deadline(CHECK, check)).build();
                    return records.commit(lease, change)
                            .onFailure(StaleLeaseException.class).call(lost -> dropped(carried))
                            .replaceWith(carried);
                });
    }

    /** The next one who wants it begins anew; where something may be left of it, the record stays until that is found. */
    private Uni<Void> failed(Lease lease, Wanted wanted, Throwable failure) {
        boolean isLeft = !(failure instanceof Failure known) || known.code() == ErrorCode.SESSION_FAILED
                || known.code() == ErrorCode.TIMEOUT;
        Uni<Void> cleared = isLeft
                ? ending.clear(lease, wanted.making(), Optional.empty())
                : Uni.createFrom().voidItem();
        return cleared.chain(() -> records.commit(lease, Change.builder().end().build())).replaceWithVoid()
                .onFailure().call(again -> {
                    LOG.infof("relay %s is left to its deadline: %s", lease.id(), again.getMessage());
                    return givenBack(lease);
                })
                .onFailure().recoverWithNull();
    }

    /** Somebody else has the relay: what we made for it is nobody's. */
    private Uni<Void> dropped(Carried carried) {
        List<Uni<Void>> ends = RelayEnding.ends(carried).stream()
                .map(end -> plane.release(end.place(), List.of(end.id()))).toList();
        return Uni.join().all(ends).andCollectFailures().replaceWithVoid().onFailure().recoverWithNull();
    }

    private Uni<Void> givenBack(Lease lease) {
        return records.release(lease).onFailure().recoverWithNull();
    }

    private static boolean isThere(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.DUPLICATED_SESSION_ID;
    }
}
