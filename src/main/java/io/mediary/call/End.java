package io.mediary.call;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/**
 * An end of a call for which somebody speaks.
 *
 * @param leg the number of the callee's leg; empty: the caller's end
 */
record End(OptionalInt leg) {

    private static final End CALLER = new End(OptionalInt.empty());

    boolean isCaller() {
        return leg.isEmpty();
    }

    /** Whether it is one of the two that talk, once somebody has accepted. */
    boolean isIn(Call call) {
        return isCaller() || call.hasWon(leg.getAsInt());
    }

    /** The session at this end. */
    String session(Call call) {
        return isCaller() ? call.sessionId() : call.legs().get(leg.getAsInt()).sessionId();
    }

    /**
     * Whose end a caller of a function speaks for: that of its session, if it names one; else that of its connection, else that of
     * its user; the caller's end before a callee's.
     *
     * @return fails with {@code unauthorized}
     */
    static End of(Call call, Caller caller, Optional<String> session) {
        if (session.isPresent()) {
            End named = session.get().equals(call.sessionId())
                    ? CALLER
                    : new End(ofLeg(call.legOf(session.get())));
            if (!maySpeak(named, call, caller)) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return named;
        }
        if (caller.connection().isPresent() && caller.connection().equals(call.connection())) {
            return CALLER;
        }
        return ofConnection(call, caller.connection()).orElseGet(() -> ofUser(call, caller));
    }

    /**
     * The same for what only callees say.
     *
     * @return the number of the leg; fails with {@code unauthorized}
     */
    static int leg(Call call, Caller caller, Optional<String> session) {
        if (session.isPresent()) {
            return of(call, caller, session).leg().orElseThrow(() -> Failure.of(ErrorCode.UNAUTHORIZED));
        }
        return ofConnection(call, caller.connection()).map(end -> end.leg().getAsInt())
                .orElseGet(() -> any(call, caller));
    }

    private static OptionalInt ofLeg(OptionalInt leg) {
        if (leg.isEmpty()) {
            throw Failure.of(ErrorCode.SESSION_NOT_FOUND);
        }
        return leg;
    }

    private static boolean maySpeak(End end, Call call, Caller caller) {
        if (end.isCaller()) {
            return caller.mayActOn(call.userId());
        }
        Leg leg = call.legs().get(end.leg().getAsInt());
        return caller.mayActOn(leg.user()) || caller.connection().filter(leg.connection()::equals).isPresent();
    }

    /** The leg of a connection; one that is open or has won before one that is over. */
    private static Optional<End> ofConnection(Call call, Optional<String> connection) {
        return connection.flatMap(own -> best(call, numbers(call).filter(
                number -> call.legs().get(number).connection().equals(own)).boxed().toList()))
                .map(number -> new End(OptionalInt.of(number)));
    }

    private static End ofUser(Call call, Caller caller) {
        if (caller.user().equals(call.userId())) {
            return CALLER;
        }
        Optional<Integer> own = best(call, numbers(call)
                .filter(number -> call.legs().get(number).user().equals(caller.user())).boxed().toList());
        return own.map(number -> new End(OptionalInt.of(number))).orElseGet(() -> {
            if (!caller.administrator()) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return CALLER;
        });
    }

    private static int any(Call call, Caller caller) {
        List<Integer> own = numbers(call)
                .filter(number -> call.legs().get(number).user().equals(caller.user())).boxed().toList();
        return best(call, own)
                .or(() -> caller.administrator() ? best(call, numbers(call).boxed().toList()) : Optional.empty())
                .orElseThrow(() -> Failure.of(ErrorCode.UNAUTHORIZED));
    }

    private static IntStream numbers(Call call) {
        return IntStream.range(0, call.legs().size());
    }

    private static Optional<Integer> best(Call call, List<Integer> numbers) {
        return numbers.stream().filter(number -> call.legs().get(number).state() != Leg.State.ENDED).findFirst()
                .or(() -> numbers.stream().findFirst());
    }
}
