package io.mediary.call;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.CallsConfig;
import io.mediary.connection.Connections;
import io.mediary.connection.Subscriptions;
import io.mediary.event.Delivery;
import io.mediary.event.Subscription;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.CallSessions;
import io.mediary.session.Session;
import io.mediary.session.sdp.Description;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.LiveInstances;
import io.mediary.store.NewRecord;
import io.mediary.store.NewRecord.ConnectionRef;
import io.mediary.store.OwnerIndex;
import io.mediary.store.Partition;
import io.mediary.store.Records;
import io.mediary.store.StaleLeaseException;
import io.smallrye.mutiny.Uni;

/**
 * Makes calls: the record first, with the ids of all sessions, then the caller's session, then the commit by which it begins to
 * ring. Whoever dies in between leaves a record whose deadline ends what was made.
 */
@ApplicationScoped
public class CallCreation {

    private static final Logger LOG = Logger.getLogger(CallCreation.class);

    private final Records records;
    private final Calls calls;
    private final CallChanges changes;
    private final CallEvents events;
    private final CallDocument document;
    private final CallSessions sessions;
    private final Directory directory;
    private final Ringing ringing;
    private final Connections connections;
    private final Subscriptions subscriptions;
    private final Delivery delivery;
    private final OwnerIndex owners;
    private final Places places;
    private final LiveInstances instances;
    private final CallsConfig config;
    private final ObjectMapper json;

    CallCreation(Records records, Calls calls, CallChanges changes, CallEvents events, CallDocument document,
            CallSessions sessions, Directory directory, Ringing ringing, Connections connections,
            Subscriptions subscriptions, Delivery delivery, OwnerIndex owners, Places places,
            LiveInstances instances, CallsConfig config, ObjectMapper json) {
        this.records = records;
        this.calls = calls;
        this.changes = changes;
        this.events = events;
        this.document = document;
        this.sessions = sessions;
        this.directory = directory;
        this.ringing = ringing;
        this.connections = connections;
        this.subscriptions = subscriptions;
        this.delivery = delivery;
        this.owners = owners;
        this.places = places;
        this.instances = instances;
        this.config = config;
        this.json = json;
    }

    /**
     * A call to be made.
     *
     * @param id of it; empty: one is chosen
     * @param destinations whom it rings
     * @param backend what carries its media
     * @param caller what the invites say of the caller
     * @param options of the media at both ends
     * @param offer of the caller; empty: the media server offers
     * @param said of the caller's session alone
     * @param described answer when the media server's answer or offer is there
     */
    record Wanted(Optional<String> id, List<Destination> destinations, Call.Backend backend,
            Optional<ObjectNode> caller, Call.Options options, Optional<Description> offer, CallSessions.Said said,
            boolean described) {
    }

    /** Makes a call; fails with {@code no_destination} where nobody is found, and then nothing is made. */
    Uni<CreateCall.Output> create(Wanted wanted, Caller caller) {
        Optional<ConnectionRef> connection = caller.connection().flatMap(connections::ref);
        Optional<String> request = caller.idempotencyKey().map(key -> mark(caller.user(), key));
        String id = wanted.id().or(() -> request).orElseGet(() -> connection
                .map(ref -> Partition.of(ref.id()).newId()).orElseGet(() -> UUID.randomUUID().toString()));
        Uni<Optional<Call>> former = request.isEmpty() ? Uni.createFrom().item(Optional.empty()) : former(id, request);
        return former.flatMap(known -> known.isPresent()
                ? reply(known.get(), wanted)
                : directory.legs(wanted.destinations(), caller).flatMap(legs -> {
                    if (legs.isEmpty()) {
                        throw Failure.of(ErrorCode.NO_DESTINATION);
                    }
                    Call call = call(id, wanted, legs, connection, request, caller);
                    return made(call, wanted, connection, caller)
                            .onFailure(failure -> request.isPresent() && isDuplicate(failure))
                            .recoverWithUni(() -> former(id, request).map(made -> made
                                    .orElseThrow(() -> Failure.of(ErrorCode.DUPLICATED_SESSION_ID))))
                            .flatMap(begun -> reply(begun, wanted));
                }));
    }

    private Uni<Optional<Call>> former(String id, Optional<String> request) {
        return calls.look(id).map(found -> found.filter(call -> call.request().equals(request)));
    }

    private Call call(String id, Wanted wanted, List<Leg> legs, Optional<ConnectionRef> connection,
            Optional<String> request, Caller caller) {
        List<Leg> driven = legs.stream().map(leg -> leg.after() == 0 ? leg.withDriver(instances.self()) : leg)
                .toList();
        String session = connection.map(ref -> Partition.of(ref.id())).orElseGet(() -> Partition.of(id)).newId();
        return new Call(id, caller.user(), connection.map(ConnectionRef::id), session, wanted.backend(),
                Call.State.MAKING, wanted.caller(), wanted.options(), driven, Optional.empty(),
                System.currentTimeMillis(), Optional.empty(), request, Optional.empty());
    }

    private Uni<Call> made(Call call, Wanted wanted, Optional<ConnectionRef> connection, Caller caller) {
        Call begun = call.begun();
        return places.ofCaller(call).chain(() -> record(call, wanted, connection)
                .onFailure().call(() -> unmade(call)))
                .flatMap(lease -> Uni.combine().all()
                        .unis(sessions.caller(call.sessionId(), Ringing.terms(call), said(call, wanted), wanted.offer(),
                                connection, caller), listed(call))
                        .discardItems()
                        .flatMap(done -> records.commit(lease, changes.begun(begun, config.step())))
                        .onFailure().call(failure -> failed(lease, call, failure)))
                .onFailure(StaleLeaseException.class).transform(lost -> Failure.of(ErrorCode.UNAVAILABLE))
                .invoke(done -> ringing.begin(begun))
                .replaceWith(begun);
    }

    /** Another call of this id, or the same one that is made twice, has its places; where nothing can be known they are free later. */
    private Uni<Void> unmade(Call call) {
        return calls.look(call.callId()).flatMap(other -> places.ofNobody(call, other))
                .onFailure().invoke(failure -> LOG.infof("places of call %s are kept: %s", call.callId(), failure))
                .onFailure().recoverWithNull();
    }

    /** Without a media server it is the winner who answers the caller: that may take as long as somebody rings. */
    private static CallSessions.Said said(Call call, Wanted wanted) {
        return call.backend() == Call.Backend.P2P
                ? wanted.said().waiting(Ringing.longest(call))
                : wanted.said();
    }

    /** The caller's connection hears of the call from its first event on. */
    private Uni<Lease> record(Call call, Wanted wanted, Optional<ConnectionRef> connection) {
        Optional<Subscription> subscription = connection.filter(ref -> wanted.said().subscribe())
                .map(ref -> new Subscription("media", "call", Subscription.ANY, call.callId(),
                        wanted.said().eventBody().orElseGet(json::createObjectNode)));
        Optional<ConnectionRef> maker = connection
                .filter(ref -> Partition.of(ref.id()).equals(Partition.of(call.callId())));
        Uni<Void> listening = subscription.isPresent() && maker.isEmpty()
                ? listen(connection.get(), subscription.get())
                : Uni.createFrom().voidItem();
        // Where there is such a call already, and its caller repeats himself, he goes on listening to that one.
        boolean isNew = subscription.isPresent() && delivery.subscriptions(connection.get().id()).stream()
                .noneMatch(had -> had.objId().equals(call.callId()) && had.subclass().equals("call"));
        maker.ifPresent(ref -> subscription.ifPresent(wish -> delivery.expect(ref.id(), wish)));
        NewRecord record = new NewRecord(Kind.CALL, call.callId(), call.userId(), document.write(call), maker,
                maker.flatMap(ref -> subscription).map(wish -> ((ObjectNode) json.valueToTree(wish)).toString()),
                List.of(events.created(call)),
                connection.map(ConnectionRef::id).filter(connections::isGateway).isPresent());
        return listening.chain(() -> records.create(record)).onFailure().call(() -> isNew
                ? ignore(connection.get(), subscription.get()).onFailure().recoverWithNull()
                : Uni.createFrom().nullItem());
    }

    private Uni<?> ignore(ConnectionRef connection, Subscription subscription) {
        return connections.find(connection.id())
                .<Uni<?>>map(here -> subscriptions.ignore(here, List.of(subscription)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    /** A call whose id was given lies in another partition than the connection. */
    private Uni<Void> listen(ConnectionRef connection, Subscription subscription) {
        return connections.find(connection.id())
                .map(here -> subscriptions.listen(here, List.of(subscription)).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().failure(Failure.of(ErrorCode.NOT_AUTHENTICATED)));
    }

    /** It is in the lists of those whom it calls. */
    private Uni<Void> listed(Call call) {
        List<Uni<Void>> entries = call.legs().stream().map(Leg::user).filter(user -> !user.equals(call.userId()))
                .distinct().map(user -> owners.guest(Kind.CALL, call.callId(), user)).toList();
        return entries.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(entries).andFailFast().replaceWithVoid();
    }

    /** The creation failed while this instance lives: nothing is left of it. */
    private Uni<?> failed(Lease lease, Call call, Throwable failure) {
        Leg.End why = failure instanceof Failure known
                ? new Leg.End(known.code(), known.getMessage())
                : Leg.End.of(ErrorCode.CALL_ERROR);
        return records.commit(lease, changes.over(call, why)).onFailure().invoke(
                again -> LOG.infof("call %s is left to its deadline: %s", call.callId(), again.getMessage()))
                .onFailure(StaleLeaseException.class).call(() -> lost(call, why))
                .onFailure().recoverWithNull();
    }

    /**
     * It has begun, though nobody was told so; or it was ended meanwhile by somebody who may have looked for the caller's session before
     * that was there.
     */
    private Uni<?> lost(Call call, Leg.End why) {
        return calls.change(call.callId(), now -> Calls.Step.write(changes.over(now, why), true))
                .flatMap(begun -> begun.isPresent()
                        ? Uni.createFrom().voidItem()
                        : sessions.over(call.sessionId(), new Session.Ended(why.code(), why.reason())));
    }

    private Uni<CreateCall.Output> reply(Call call, Wanted wanted) {
        CreateCall.Output made = new CreateCall.Output(call.callId(), call.sessionId());
        return wanted.described()
                ? sessions.described(call.sessionId()).map(made::with)
                : Uni.createFrom().item(made);
    }

    private static boolean isDuplicate(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.DUPLICATED_SESSION_ID;
    }

    private static String mark(String user, String key) {
        return UUID.nameUUIDFromBytes(("call " + user.length() + ":" + user + key).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
