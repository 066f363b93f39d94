package io.mediary.call;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.CallSessions;
import io.mediary.session.Session;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.GivenDescription;
import io.mediary.session.sdp.SdpType;
import io.smallrye.mutiny.Uni;

/** What those say whom a call rings. Thread-safe. */
@ApplicationScoped
public class CallAnswers {

    private final Calls calls;
    private final CallChanges changes;
    private final CallSessions sessions;

    CallAnswers(Calls calls, CallChanges changes, CallSessions sessions) {
        this.calls = calls;
        this.changes = changes;
        this.sessions = sessions;
    }

    /** A leg rings; said twice, it is told once, and not at all when it has accepted: what is said again may come that late. */
    Uni<Void> ringing(String id, Optional<String> session, Optional<String> callee, Caller caller) {
        return calls.changed(id, call -> {
            int number = End.leg(call, caller, session);
            if (call.hasWon(number)) {
                return Calls.Step.nothing(true);
            }
            checkOpen(call, number);
            Leg leg = call.legs().get(number);
            return leg.state() == Leg.State.RINGING
                    ? Calls.Step.nothing(true)
                    : Calls.Step.write(changes.ringing(call.withLeg(number, leg.withState(Leg.State.RINGING)), number,
                            callee), true);
        }).replaceWithVoid();
    }

    /**
     * A leg accepts. The first one wins, whatever instances they come to; it answers when the callee's session has its answer and is
     * bridged. Who has won may say so again, because the answer was lost: then it answers at once.
     *
     * @return fails with {@code already_answered}, with {@code call_not_found} where the caller has gone before or meanwhile, with the
     *         reason of a leg that is over, or of a call that could not be joined
     */
    Uni<Void> accept(String id, Optional<String> session, GivenDescription given, Optional<String> callee,
            Caller caller) {
        return calls.find(id).map(found -> found.orElseThrow(() -> Failure.of(ErrorCode.CALL_NOT_FOUND)))
                .flatMap(call -> {
                    int number = End.leg(call, caller, session);
                    if (call.hasWon(number)) {
                        return Uni.createFrom().voidItem();
                    }
                    checkOpen(call, number);
                    Leg leg = call.legs().get(number);
                    Description answer = given.complete("answer",
                            leg.type() == Leg.Type.SIP ? SdpType.RTP : SdpType.WEBRTC);
                    return Uni.combine().all().unis(sessions.live(leg.sessionId()), sessions.live(call.sessionId()))
                            .asTuple()
                            .flatMap(both -> {
                                both.getItem2().orElseThrow(() -> Failure.of(ErrorCode.CALL_NOT_FOUND));
                                if (both.getItem1().flatMap(Session::offer).isEmpty()) {
                                    return withoutOffer(id, number);
                                }
                                return callersAnswer(call, both.getItem2(), answer)
                                        .flatMap(callers -> accept(id, leg.sessionId(), answer, callee, callers));
                            });
                });
    }

    /** The session has no offer yet, or is over: another leg has won since the call was read, or the call has ended. */
    private Uni<Void> withoutOffer(String id, int number) {
        return calls.find(id).invoke(found -> {
            Call call = found.orElseThrow(() -> Failure.of(ErrorCode.CALL_NOT_FOUND));
            if (!call.hasWon(number)) {
                checkOpen(call, number);
                throw Failure.of(ErrorCode.OFFER_NOT_SET);
            }
        }).replaceWithVoid();
    }

    private Uni<Void> accept(String id, String session, Description answer, Optional<String> callee,
            Optional<Description> callersAnswer) {
        return calls.changed(id, call -> {
            int number = call.legOf(session).orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
            if (call.hasWon(number)) {
                return Calls.Step.nothing(true);
            }
            checkOpen(call, number);
            return Calls.Step.write(changes.accepted(call, number, callee, answer, callersAnswer), true);
        }).chain(() -> calls.look(id)).invoke(found -> found.flatMap(Call::ended).ifPresent(why -> {
            throw isGone(why.code())
                    ? Failure.of(ErrorCode.CALL_NOT_FOUND)
                    : Failure.told(why.code(), why.reason());
        })).replaceWithVoid();
    }

    /** The caller does not call any more: it is the same to who accepts whether that was just before or just after. */
    private static boolean isGone(ErrorCode why) {
        return why == ErrorCode.API_HANGUP || why == ErrorCode.CALLER_STOPPED;
    }

    /**
     * What a media server has answered the caller, or is about to: it may wait for candidates still. Without one it is what the callee
     * answers; a caller that answered has none.
     */
    private Uni<Optional<Description>> callersAnswer(Call call, Optional<Session> caller, Description callees) {
        if (call.backend() == Call.Backend.P2P) {
            return Uni.createFrom().item(Optional.of(callees));
        }
        return caller.filter(session -> session.backendRole() == Session.Role.OFFEREE)
                .map(session -> session.answer().isPresent()
                        ? Uni.createFrom().item(session.answer())
                        : sessions.described(session.sessionId()).map(said -> Optional.of(said.sdp()))
                                .onFailure(Failure.class).recoverWithItem(Optional.empty()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /** A leg does not want. One that is over already stays as it is. */
    Uni<Void> reject(String id, Optional<String> session, Leg.End why, Caller caller) {
        return calls.changed(id, call -> {
            int number = End.leg(call, caller, session);
            Leg leg = call.legs().get(number);
            if (leg.state() == Leg.State.ACCEPTED) {
                throw Failure.of(ErrorCode.ALREADY_ANSWERED);
            }
            return leg.isOpen() && !call.isTalking()
                    ? Calls.Step.write(changes.legOver(call, number, why), true)
                    : Calls.Step.nothing(true);
        }).replaceWithVoid();
    }

    private static void checkOpen(Call call, int number) {
        Leg leg = call.legs().get(number);
        if (call.isTalking()) {
            throw Failure.of(ErrorCode.ALREADY_ANSWERED);
        }
        leg.ended().ifPresent(why -> {
            throw Failure.told(why.code(), why.reason());
        });
    }
}
