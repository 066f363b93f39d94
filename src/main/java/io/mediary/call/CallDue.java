package io.mediary.call;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.session.CallSessions;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.Kind;
import io.mediary.store.OwnerIndex;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What is due for a call: its deadlines, and the messages of its sessions and of its caller's connection. Thread-safe. */
@ApplicationScoped
public class CallDue implements DueHandler {

    private static final Logger LOG = Logger.getLogger(CallDue.class);

    private final Calls calls;
    private final CallChanges changes;
    private final Ringing ringing;
    private final CallDocument document;
    private final OwnerIndex owners;
    private final Places places;

    CallDue(Calls calls, CallChanges changes, Ringing ringing, CallDocument document, OwnerIndex owners,
            Places places) {
        this.places = places;
        this.calls = calls;
        this.changes = changes;
        this.ringing = ringing;
        this.document = document;
        this.owners = owners;
    }

    @Override
    public String kind() {
        return Kind.CALL.key();
    }

    @Override
    public Uni<Void> due(Due due) {
        String id = due.object();
        String name = due.name();
        if (name.startsWith(CallChanges.LEG)) {
            return ringing.due(id, number(name));
        }
        if (name.startsWith(CallChanges.RING)) {
            return ringing.over(id, number(name), Leg.End.of(ErrorCode.RING_TIMEOUT));
        }
        return switch (name) {
            case "creating" -> over(id, ErrorCode.CALL_ERROR, call -> call.state() == Call.State.MAKING);
            case "connection_down" -> over(id, ErrorCode.CALLER_STOPPED, call -> true);
            case CallSessions.STOPPED -> stopped(id, document.stopped(due.payload()));
            case CallChanges.RANG -> calls.look(id)
                    .flatMap(found -> places.left(found, document.rang(due.payload()).legs()));
            case CallChanges.UNLIST -> unlisted(id, document.callees(due.payload()));
            // Nothing of a call is half done: its sessions have leases of their own.
            case "lease" -> calls.change(id, call -> Calls.Step.nothing(true)).replaceWithVoid();
            default -> {
                LOG.warnf("call %s: nobody knows what %s is", id, name);
                yield Uni.createFrom().voidItem();
            }
        };
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring(name.indexOf(':') + 1));
    }

    private Uni<Void> over(String id, ErrorCode why, Predicate<Call> due) {
        return calls.change(id, call -> due.test(call)
                ? Calls.Step.write(changes.over(call, Leg.End.of(why)), true)
                : Calls.Step.nothing(true)).replaceWithVoid();
    }

    private Uni<Void> stopped(String id, CallSessions.Stopped stopped) {
        if (stopped.why().code() == ErrorCode.SESSION_FAILED) {
            return ringing.anew(id, stopped.sessionId()).chain(() -> ended(id, stopped));
        }
        return ended(id, stopped);
    }

    /** A session that a leg has no more is nobody's. */
    private Uni<Void> ended(String id, CallSessions.Stopped stopped) {
        return calls.change(id, call -> {
            // Of two that are tied, the one that was stopped by the other may be heard of first.
            boolean byOther = stopped.why().code() == ErrorCode.PEER_STOPPED;
            if (stopped.sessionId().equals(call.sessionId())) {
                return Calls.Step.write(changes.over(call, Leg.End.of(byOther && call.isTalking()
                        ? ErrorCode.CALLEE_STOPPED
                        : ErrorCode.CALLER_STOPPED)), true);
            }
            int number = call.legOf(stopped.sessionId()).orElse(-1);
            if (number < 0 || call.legs().get(number).state() == Leg.State.ENDED) {
                return Calls.Step.nothing(true);
            }
            Leg.End why = stopped.joined() || isGone(stopped.why().code())
                    ? Leg.End.of(byOther && call.isTalking() ? ErrorCode.CALLER_STOPPED : ErrorCode.CALLEE_STOPPED)
                    : new Leg.End(stopped.why().code(), stopped.why().reason());
            return Calls.Step.write(call.isTalking()
                    ? changes.over(call, why)
                    : changes.legOver(call, number, why), true);
        }).replaceWithVoid();
    }

    /** Its client went, or ended it: which is all that the caller is told. */
    private static boolean isGone(ErrorCode why) {
        return why == ErrorCode.REGISTERED_DOWN || why == ErrorCode.USER_STOP || why == ErrorCode.API_STOP
                || why == ErrorCode.SESSION_TIMEOUT || why == ErrorCode.PEER_STOPPED
                || why == ErrorCode.SESSION_FAILED;
    }

    /** There may be another call of this id by now: its parties keep it. */
    private Uni<Void> unlisted(String id, CallDocument.Callees callees) {
        return calls.find(id).flatMap(now -> {
            Set<String> parties = now.stream()
                    .flatMap(call -> Stream.concat(Stream.of(call.userId()), call.legs().stream().map(Leg::user)))
                    .collect(Collectors.toSet());
            return Multi.createFrom().iterable(callees.users()).filter(user -> !parties.contains(user))
                    .onItem().transformToUniAndConcatenate(user -> owners.leave(Kind.CALL, id, user))
                    .collect().asList().replaceWithVoid();
        });
    }
}
