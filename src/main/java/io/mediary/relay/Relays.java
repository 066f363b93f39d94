package io.mediary.relay;

import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.RelayConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaRelays;
import io.mediary.relay.RelayDocument.Leaving;
import io.mediary.relay.RelayDocument.Loss;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Message;
import io.mediary.store.Records;
import io.mediary.store.Uncut;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The relays: a session's media at another media server, carried there once for all who receive them. One is made on first
 * need, and ends a short while after its last user has left. Each method fails with {@code unavailable} where Redis is away.
 * Thread-safe.
 */
@ApplicationScoped
public class Relays {

    /** Message to a session: an element that it may receive from has gone with its relay; {@link #lostElement} says which. */
    public static final String LOST = "relay_lost";
    /** Message to a relay: the session in the payload uses it no more. */
    static final String LEAVES = "leaves";

    private static final Logger LOG = Logger.getLogger(Relays.class);
    private static final int AT_A_TIME = 16;

    private final Records records;
    private final RelayMaking making;
    private final RelayEnding ending;
    private final RelayUses uses;
    private final RelayUsers users;
    private final MediaRelays media;
    private final RelayDocument document;
    private final RelayConfig config;

    Relays(Records records, RelayMaking making, RelayEnding ending, RelayUses uses, RelayUsers users, MediaRelays media,
            RelayDocument document, RelayConfig config) {
        this.records = records;
        this.making = making;
        this.ending = ending;
        this.uses = uses;
        this.users = users;
        this.media = media;
        this.document = document;
        this.config = config;
    }

    /** Whether there are relays at all. */
    public boolean enabled() {
        return config.enabled();
    }

    /**
     * Gets a session's media to another media server; who wants that is entered as its user. One round trip to Redis where
     * the relay is there already. To be called without any lease. Who is entered and does not use it after all is found out
     * later, or says so: {@link #drop}.
     *
     * @return what to receive from; fails with {@code timeout}, {@code no_mediaserver}, and as the media servers say
     */
    public Uni<Relayed> obtain(Wanted wanted) {
        return Uncut.of(() -> making.obtain(wanted)
                .map(carried -> new Relayed(wanted.relayId(), carried.receiver()))
                .onFailure().call(failure -> left(wanted.relayId(), wanted.use())))
                .ifNoItem().after(config.timeout()).failWith(() -> Failure.of(ErrorCode.TIMEOUT));
    }

    /** The message by which a session leaves a relay; to be committed with the record that says so. */
    public Message leaves(String relayId, Use use) {
        return new Message(Kind.RELAY, relayId, LEAVES, document.write(new Leaving(use.sessionId(), use.joinId())));
    }

    /** Takes somebody out who was entered for nothing; one whose record says that it uses the relay is entered. Never fails. */
    public Uni<Void> drop(String relayId, Use use) {
        return left(relayId, use);
    }

    /** Whether there is such a relay, and this is the element from which its users receive. One read. */
    public Uni<Boolean> brings(String relayId, String element) {
        return records.read(Kind.RELAY, relayId)
                .map(found -> found.filter(stored -> !stored.ended()).map(Records.Stored::doc).map(document::read)
                        .flatMap(Relay::carried).filter(carried -> carried.receiver().equals(element)).isPresent());
    }

    /** The element that a message {@link #LOST} is about. */
    public String lostElement(String payload) {
        return document.read(payload, Loss.class).element();
    }

    /** Ends a relay one of whose elements has failed: its users are told. Nothing happens where there is none. */
    public Uni<Void> failed(String relayId) {
        return broken(relayId, Optional.empty());
    }

    /** A media server is gone: the relays from it and to it end. One that cannot be ended keeps none of the others from it. */
    public Uni<Void> lost(String node) {
        return records.all(Kind.RELAY)
                .onItem().transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem().transformToUni(id -> records.read(Kind.RELAY, id)
                        .flatMap(found -> found.filter(stored -> !stored.ended()).map(Records.Stored::doc)
                                .map(document::read).filter(relay -> relay.touches(node)).isPresent()
                                        ? broken(id, Optional.of(node))
                                        : Uni.createFrom().voidItem()))
                .collectFailures().merge(AT_A_TIME).collect().asList().replaceWithVoid();
    }

    /**
     * A message: a session uses a relay no more. One whose record says that it does is entered, also where it came to say so
     * while it was being taken out.
     */
    Uni<Void> leave(String id, Use use) {
        // Whoever was taken out is looked at again though the caller gives up.
        return Uncut.of(() -> users.holds(use, id).flatMap(still -> still
                ? kept(id, use)
                : uses.leave(id, use).chain(() -> users.holds(use, id))
                        .flatMap(now -> now ? kept(id, use) : Uni.createFrom().voidItem())));
    }

    private Uni<Void> kept(String id, Use use) {
        return uses.enter(id, use).replaceWithVoid();
    }

    /** A deadline: the relay is idle, or somebody has left it half done. */
    Uni<Void> settle(String id) {
        return held(id, lease -> ending.endUnused(lease)
                .flatMap(ended -> ended
                        ? Uni.createFrom().voidItem()
                        : records.commit(lease, Change.builder().build()).replaceWithVoid()));
    }

    /** A deadline: looks whether its users use it, and whether its elements are there. */
    Uni<Void> check(String id) {
        return uses.since(id, config.check().multipliedBy(2))
                .onItem().transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem().transformToUni(use -> leave(id, use)).collectFailures().merge(AT_A_TIME)
                .collect().asList()
                .chain(() -> held(id, lease -> ending.endUnused(lease)
                        .flatMap(ended -> ended ? Uni.createFrom().voidItem() : checked(lease))));
    }

    private Uni<Void> checked(Lease lease) {
        return media.lives(document.read(lease.doc()).carried().orElseThrow())
                .onFailure().recoverWithItem(failure -> {
                    LOG.debugf("relay %s cannot be looked at: %s", lease.id(), failure.getMessage());
                    return true;
                })
                .flatMap(there -> there
                        ? records.commit(lease,
                                Change.builder().deadline(new Deadline(RelayMaking.CHECK, config.check())).build())
                                .replaceWithVoid()
                        : ending.endBroken(lease, Optional.empty()));
    }

    private Uni<Void> broken(String id, Optional<String> gone) {
        return held(id, lease -> ending.endBroken(lease, gone));
    }

    private Uni<Void> held(String id, Function<Lease, Uni<Void>> work) {
        return Uncut.of(() -> records.acquire(Kind.RELAY, id)
                .flatMap(lease -> lease.map(work).orElseGet(() -> Uni.createFrom().voidItem())));
    }

    private Uni<Void> left(String id, Use use) {
        return leave(id, use).onFailure().invoke(
                failure -> LOG.debugf("session %s is taken out of relay %s later", use.sessionId(), id))
                .onFailure().recoverWithNull();
    }
}
