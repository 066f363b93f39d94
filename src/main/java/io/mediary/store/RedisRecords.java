package io.mediary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/** The records, in Redis. Thread-safe. */
@ApplicationScoped
public class RedisRecords implements Records {

    private static final Logger LOG = Logger.getLogger(RedisRecords.class);
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(5);
    private static final String MOST_STATE = "32";

    private final Scripts scripts;
    private final OwnerIndex owners;
    private final HeldLeases held;
    private final Acquisition acquisition;
    private final Courier courier;
    private final String holder;
    private final String leaseMs;
    private final String creatingMs;
    private final String claimMs;

    /** Over {@code scripts}; leases are held in the name of this instance, messages handed to {@code courier}. */
    public RedisRecords(Scripts scripts, OwnerIndex owners, HeldLeases held, Courier courier,
            LiveInstances instances, Vertx vertx, StoreConfig config) {
        this.scripts = scripts;
        this.owners = owners;
        this.held = held;
        this.courier = courier;
        this.holder = instances.self();
        this.acquisition = new Acquisition(scripts, vertx, held, instances, holder, config);
        this.leaseMs = String.valueOf(config.lease().toMillis());
        this.creatingMs = String.valueOf(config.creating().toMillis());
        this.claimMs = String.valueOf(Courier.claim(config));
    }

    @Override
    public Uni<Lease> create(NewRecord record) {
        String plan = Plans.of(record);
        return record.kind().isOwned()
                ? owners.enter(record).flatMap(wasGuest -> made(record, plan, wasGuest))
                : made(record, plan, false);
    }

    private Uni<Lease> made(NewRecord record, String plan, boolean wasGuest) {
        return acquisition.turn(record.kind(), record.id()).flatMap(turn -> made(record, plan, wasGuest, turn)
                .onFailure().invoke(turn::leave).onCancellation().invoke(turn::leave));
    }

    private Uni<Lease> made(NewRecord record, String plan, boolean wasGuest, Turns.Ticket turn) {
        Lease lease = new Lease(record.kind(), record.id(), Acquisition.token(), record.doc(), false);
        long asked = System.nanoTime();
        return scripts.run("create", Keys.record(record.kind(), record.id()), record.user(), record.doc(),
                lease.token(), holder, leaseMs,
                creatingMs, plan).onItem().transformToUni(answer -> switch (answer.toString()) {
                    case "ok" -> {
                        scripts.published(record.events().size());
                        held.hold(lease, turn, asked);
                        yield Uni.createFrom().item(lease);
                    }
                    case "gone" -> {
                        restored(record, wasGuest).subscribe().with(done -> {
                        }, failure -> LOG.debugf("index of %s: %s", record.user(), failure));
                        yield Uni.createFrom().failure(Failure.of(ErrorCode.NOT_AUTHENTICATED));
                    }
                    default -> notMine(record, wasGuest).onItemOrFailure()
                            .transformToUni((left, failure) -> Uni.createFrom().failure(
                                    Failure.of(record.kind() == Kind.ROOM
                                            ? ErrorCode.ROOM_ALREADY_EXISTS
                                            : ErrorCode.DUPLICATED_SESSION_ID)));
                });
    }

    /**
     * The entry that was made for nothing goes, unless there is such an object of the same owner that lives; or it is a guest's again,
     * as it was.
     */
    private Uni<Void> notMine(NewRecord record, boolean wasGuest) {
        if (!record.kind().isOwned()) {
            return Uni.createFrom().voidItem();
        }
        return read(record.kind(), record.id())
                .flatMap(found -> found.filter(stored -> !stored.ended() && stored.user().equals(record.user()))
                        .isPresent()
                                ? Uni.createFrom().voidItem()
                                : restored(record, wasGuest));
    }

    private Uni<Void> restored(NewRecord record, boolean wasGuest) {
        return wasGuest
                ? owners.guest(record.kind(), record.id(), record.user())
                : owners.leave(record.kind(), record.id(), record.user());
    }

    @Override
    public Uni<Optional<Stored>> read(Kind kind, String id) {
        return scripts.command(Command.HMGET, Keys.record(kind, id), "user", "doc", "ended", "state")
                .map(fields -> fields.get(1) == null ? Optional.empty() : Optional.of(stored(fields)));
    }

    private static Stored stored(Response fields) {
        Map<String, String> state = fields.get(3) == null ? Map.of() : Plans.state(fields.get(3).toString());
        return new Stored(fields.get(0).toString(), fields.get(1).toString(), fields.get(2) != null, state);
    }

    @Override
    public Uni<Optional<Lease>> acquire(Kind kind, String id) {
        return acquisition.acquire(kind, id);
    }

    @Override
    public Uni<Lease> commit(Lease lease, Change change) {
        // Its messages are claimed for this instance: the answer is wanted even where the caller has given up.
        return Uncut.of(() -> Uni.createFrom().deferred(() -> written(lease, change)).onFailure()
                .invoke(failure -> held.drop(lease)));
    }

    private Uni<Lease> written(Lease lease, Change change) {
        long sent = System.nanoTime();
        return scripts
                .run("commit", Keys.record(lease.kind(), lease.id()), lease.token(), leaseMs, change.doc().orElse(""),
                        Plans.of(lease, change), claimMs)
                .onItem().transformToUni(answer -> written(lease, change, answer, sent));
    }

    private Uni<Lease> written(Lease lease, Change change, Response answer, long sent) {
        boolean stale = answer.get(0).toString().equals("stale");
        if (change.keepLease() && !change.end() && !stale) {
            held.confirmed(lease, sent);
        } else {
            held.drop(lease);
        }
        if (stale) {
            return Uni.createFrom().failure(new StaleLeaseException(lease.kind(), lease.id()));
        }
        scripts.published(change.events().size());
        Lease committed = new Lease(lease.kind(), lease.id(), lease.token(), change.doc().orElse(lease.doc()), false);
        Uni<Void> delivery = courier.deliver(messages(Partition.of(lease.id()), answer));
        return change.delivered()
                ? delivery.ifNoItem().after(LONGEST_DELIVERY).recoverWithItem((Void) null).replaceWith(committed)
                : Uni.createFrom().item(committed);
    }

    private static List<DueItems.Claimed> messages(Partition partition, Response answer) {
        List<DueItems.Claimed> messages = new ArrayList<>();
        for (int i = 1; i < answer.size(); i += 2) {
            messages.add(
                    new DueItems.Claimed(partition, answer.get(i).toString(), answer.get(i + 1).toString(), ""));
        }
        return messages;
    }

    @Override
    public Uni<Void> release(Lease lease) {
        boolean clean = held.holds(lease) && !lease.dirty();
        return scripts.run("release", Keys.record(lease.kind(), lease.id()), lease.kind().key(), lease.id(),
                lease.token(), clean ? "1" : "0",
                leaseMs).replaceWithVoid().onTermination().invoke(() -> held.drop(lease));
    }

    @Override
    public Uni<Void> log(Kind kind, String id, List<LogEntry> events, Map<String, String> state) {
        if (events.isEmpty() && state.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> args = new ArrayList<>(List.of(MOST_STATE, Plans.of(state)));
        args.addAll(Plans.arguments(id, events));
        return scripts.run("append", List.of(Keys.record(kind, id)), args).invoke(leftOut -> {
            scripts.published(events.size());
            if (leftOut.toInteger() > 0) {
                LOG.warnf("%s:%s: its state has more than %s names: %s are left out", kind.key(), id, MOST_STATE,
                        leftOut);
            }
        }).replaceWithVoid();
    }

    @Override
    public Uni<List<String>> ofUser(Kind kind, String user) {
        return owners.of(kind, user);
    }

    @Override
    public Uni<List<String>> all(Kind kind) {
        List<Scripts.Call> calls = new ArrayList<>();
        for (int number = 0; number < Partition.COUNT; number++) {
            calls.add(new Scripts.Call("all", List.of(Keys.objects(new Partition(number))), List.of(kind.key())));
        }
        return scripts.together(calls)
                .map(answers -> answers.stream().flatMap(answer -> OwnerIndex.texts(answer).stream()).toList());
    }

    /** Whether no command of this instance holds or waits for an object. */
    public boolean isIdle() {
        return acquisition.isIdle();
    }
}
