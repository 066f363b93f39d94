package io.mediary.store;

import java.util.ArrayList;
import java.util.List;
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

    private final Scripts scripts;
    private final OwnerIndex owners;
    private final HeldLeases held;
    private final Acquisition acquisition;
    private final DueItems due;
    private final String holder;
    private final String leaseMs;
    private final String creatingMs;

    /** Over {@code scripts}; leases are held in the name of this instance. */
    public RedisRecords(Scripts scripts, OwnerIndex owners, HeldLeases held, DueItems due, LiveInstances instances,
            Vertx vertx, StoreConfig config) {
        this.scripts = scripts;
        this.owners = owners;
        this.held = held;
        this.due = due;
        this.holder = instances.self();
        this.acquisition = new Acquisition(scripts, vertx, held, instances, holder, config);
        this.leaseMs = String.valueOf(config.lease().toMillis());
        this.creatingMs = String.valueOf(config.creating().toMillis());
    }

    @Override
    public Uni<Lease> create(NewRecord record) {
        String plan = Plans.of(record);
        return owners.enter(record.kind(), record.id(), record.user()).onItem()
                .transformToUni(entered -> made(record, plan));
    }

    private Uni<Lease> made(NewRecord record, String plan) {
        Lease lease = new Lease(record.kind(), record.id(), Acquisition.token(), record.doc(), false);
        long asked = System.nanoTime();
        return scripts.run("create", Keys.record(record.kind(), record.id()), record.user(), record.doc(),
                lease.token(), holder, leaseMs,
                creatingMs, plan).onItem().transformToUni(answer -> switch (answer.toString()) {
                    case "ok" -> {
                        acquisition.hold(lease, asked);
                        yield Uni.createFrom().item(lease);
                    }
                    case "gone" -> {
                        owners.leave(record.kind(), record.id(), record.user()).subscribe().with(done -> {
                        }, failure -> LOG.debugf("index of %s: %s", record.user(), failure));
                        yield Uni.createFrom().failure(Failure.of(ErrorCode.NOT_AUTHENTICATED));
                    }
                    default -> Uni.createFrom().failure(
                            Failure.of(record.kind() == Kind.ROOM
                                    ? ErrorCode.ROOM_ALREADY_EXISTS
                                    : ErrorCode.DUPLICATED_SESSION_ID));
                });
    }

    @Override
    public Uni<Optional<Stored>> read(Kind kind, String id) {
        return scripts.command(Command.HMGET, Keys.record(kind, id), "user", "doc", "ended")
                .map(fields -> fields.get(1) == null
                        ? Optional.empty()
                        : Optional.of(
                                new Stored(fields.get(0).toString(), fields.get(1).toString(), fields.get(2) != null)));
    }

    @Override
    public Uni<Optional<Lease>> acquire(Kind kind, String id) {
        return acquisition.acquire(kind, id);
    }

    @Override
    public Uni<Lease> commit(Lease lease, Change change) {
        long sent = System.nanoTime();
        return scripts
                .run("commit", Keys.record(lease.kind(), lease.id()), lease.token(), leaseMs, change.doc().orElse(""),
                        Plans.of(lease, change))
                .onItem().transformToUni(answer -> written(lease, change, answer, sent)).onFailure()
                .invoke(failure -> held.drop(lease)).onCancellation().invoke(() -> held.drop(lease));
    }

    private Uni<Lease> written(Lease lease, Change change, Response answer, long sent) {
        String outcome = answer.get(0).toString();
        if (outcome.equals("stale")) {
            return Uni.createFrom().failure(new StaleLeaseException(lease.kind(), lease.id()));
        }
        if (outcome.equals("ended")) {
            unindex(lease, answer);
        }
        if (change.keepLease() && !change.end()) {
            held.confirmed(lease, sent);
        } else {
            held.drop(lease);
        }
        return Uni.createFrom()
                .item(new Lease(lease.kind(), lease.id(), lease.token(), change.doc().orElse(lease.doc()), false));
    }

    /** The message that does the same is the backstop: it is due soon, and is removed when this has succeeded. */
    private void unindex(Lease lease, Response answer) {
        owners.unindex(answer.get(1).toString(), answer.get(2).toString())
                .onItem()
                .transformToUni(
                        done -> this.due.done(new DueItems.Claimed(Partition.of(lease.id()), answer.get(3).toString(),
                                answer.get(4).toString())))
                .subscribe().with(done -> {
                }, failure -> LOG.debugf("%s:%s stays in its owner's index for now: %s", lease.kind().key(), lease.id(),
                        failure));
    }

    @Override
    public Uni<Void> release(Lease lease) {
        boolean clean = held.holds(lease) && !lease.dirty();
        return scripts.run("release", Keys.record(lease.kind(), lease.id()), lease.kind().key(), lease.id(),
                lease.token(), clean ? "1" : "0",
                leaseMs).replaceWithVoid().onTermination().invoke(() -> held.drop(lease));
    }

    @Override
    public Uni<Void> log(Kind kind, String id, List<LogEntry> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return scripts.run("append", List.of(Keys.record(kind, id)), Plans.arguments(id, events)).replaceWithVoid();
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
    boolean isIdle() {
        return acquisition.isIdle();
    }
}
