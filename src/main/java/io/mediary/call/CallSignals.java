package io.mediary.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.CallSessions;
import io.mediary.store.Kind;
import io.mediary.store.Records;
import io.smallrye.mutiny.Uni;

/** What goes from one end of a call to its media, or to the other end. Thread-safe. */
@ApplicationScoped
public class CallSignals {

    private final Calls calls;
    private final CallSessions sessions;
    private final CallEvents events;
    private final Records records;

    CallSignals(Calls calls, CallSessions sessions, CallEvents events, Records records) {
        this.calls = calls;
        this.sessions = sessions;
        this.events = events;
        this.records = records;
    }

    /** A candidate for the session of the end that speaks; without text: the last one was there. */
    Uni<Void> candidate(CallRef ref, String sdpMid, int sdpMLineIndex, String candidate, Caller caller) {
        return spoken(ref, caller).flatMap(spoken -> sessions.candidate(spoken.end().session(spoken.call()), sdpMid,
                sdpMLineIndex, candidate, system(caller)));
    }

    /**
     * Tells the other end something; fails with {@code invalid_state} while nobody has accepted.
     *
     * @param body of the {@code info} event
     */
    Uni<Void> info(CallRef ref, ObjectNode body, Caller caller) {
        return spoken(ref, caller).flatMap(spoken -> {
            if (!spoken.call().isTalking()) {
                throw Failure.of(ErrorCode.INVALID_STATE);
            }
            return records.log(Kind.CALL, ref.callId(), List.of(events.info(spoken.call(), spoken.end(), body)));
        });
    }

    private record Spoken(Call call, End end) {
    }

    private Uni<Spoken> spoken(CallRef ref, Caller caller) {
        return calls.find(ref.callId()).map(found -> {
            Call call = found.orElseThrow(() -> Failure.of(ErrorCode.CALL_NOT_FOUND));
            return new Spoken(call, End.of(call, caller, ref.sessionId()));
        });
    }

    /** That the end is the caller's was looked at by the call. */
    private static Caller system(Caller caller) {
        return new Caller(true, caller.user(), true, caller.connection(), caller.idempotencyKey());
    }
}
