package io.mediary.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.session.CallSessions;
import io.mediary.session.Session;
import io.mediary.session.sdp.Description;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Kind;
import io.mediary.store.Message;

/** What is written when a call goes on: its record, the events, what its sessions are told, its deadlines. Thread-safe. */
@ApplicationScoped
public class CallChanges {

    /** Deadline, with the number of a leg: its session is to be made and its connection invited. */
    static final String LEG = "leg:";
    /** Deadline, with the number of a leg: it has rung long enough. */
    static final String RING = "ring:";
    /** Message to the call itself: it is over, and out of its callees' lists. Payload {@link CallDocument.Callees}. */
    static final String UNLIST = "unlist";

    /** Message to the call itself: legs of it do not ring any more, and give their places back. Payload {@link CallDocument.Rang}. */
    static final String RANG = "rang";

    private final CallDocument document;
    private final CallEvents events;

    CallChanges(CallDocument document, CallEvents events) {
        this.document = document;
        this.events = events;
    }

    /** The call begins to ring. The steps of legs that ring at once are looked after {@code step} from now. */
    Change begun(Call call, Duration step) {
        Change.Builder change = Change.builder().doc(document.write(call)).created();
        for (int number = 0; number < call.legs().size(); number++) {
            Leg leg = call.legs().get(number);
            change.deadline(new Deadline(LEG + number, leg.after() == 0 ? step : Duration.ofSeconds(leg.after())));
            change.deadline(new Deadline(RING + number, Duration.ofSeconds(leg.after() + leg.ring())));
        }
        return change.build();
    }

    /** A leg is somebody's to drive, who is looked after {@code step} from now. */
    Change driven(Call call, int number, Duration step) {
        return Change.builder().doc(document.write(call)).deadline(new Deadline(LEG + number, step)).build();
    }

    /** Somebody drives a leg, who is looked after again {@code step} from now. */
    Change lookedAfter(int number, Duration step) {
        return Change.builder().deadline(new Deadline(LEG + number, step)).build();
    }

    /** A leg is invited: nobody has to drive it any more. */
    Change invited(Call call, int number) {
        return Change.builder().doc(document.write(call)).cancel(LEG + number).build();
    }

    /** A leg's client has said that it rings. */
    Change ringing(Call call, int number, Optional<String> callee) {
        return Change.builder().doc(document.write(call)).cancel(LEG + number)
                .event(events.ringing(call, call.legs().get(number), callee)).build();
    }

    /**
     * A leg is over, and the call with it if nobody is left.
     *
     * @param call as it was
     */
    Change legOver(Call call, int number, Leg.End why) {
        Call less = call.withLeg(number, call.legs().get(number).withEnd(why));
        if (less.open().isEmpty()) {
            return over(call, List.of(new Over(number, why)), nobodyLeft(less));
        }
        Change.Builder change = Change.builder().doc(document.write(less)).message(rang(call, List.of(number)));
        tell(change, less, number, why, List.of());
        return change.build();
    }

    /** A leg has won: the others are told, its session gets its answer. */
    Change accepted(Call call, int number, Optional<String> callee, Description answer,
            Optional<Description> callersAnswer) {
        Change.Builder change = Change.builder();
        Call won = call.withWinner(number, System.currentTimeMillis());
        Leg.End cancelled = Leg.End.of(ErrorCode.ORIGINATOR_CANCEL);
        List<Integer> open = openOthers(call, number);
        for (int other : open) {
            won = won.withLeg(other, won.legs().get(other).withEnd(cancelled));
            tell(change, won, other, cancelled, List.of());
        }
        Leg leg = won.legs().get(number);
        change.doc(document.write(won)).cancel(LEG + number).cancel(RING + number)
                .message(rang(won, Stream.concat(Stream.of(number), open.stream()).toList()))
                .message(new Message(Kind.SESSION, leg.sessionId(), CallSessions.ACCEPTED, document.write(answer)))
                .event(events.accepted(won, leg, callee));
        if (!leg.user().equals(won.userId())) {
            change.message(new Message(Kind.SESSION, won.sessionId(), CallSessions.PARTY,
                    document.write(new CallSessions.Party(leg.user()))));
        }
        if (callersAnswer.isPresent()) {
            change.event(events.answer(won, leg, callee, callersAnswer.get()));
        }
        return change.delivered().build();
    }

    /** The call is over. */
    Change over(Call call, Leg.End why) {
        return over(call, List.of(), why);
    }

    private Change over(Call call, List<Over> first, Leg.End why) {
        Leg.End cancelled = Leg.End.of(ErrorCode.ORIGINATOR_CANCEL);
        List<Over> legs = new ArrayList<>(first);
        IntStream.range(0, call.legs().size()).filter(number -> call.legs().get(number).isOpen())
                .filter(number -> first.stream().noneMatch(over -> over.leg() == number))
                .forEach(number -> legs.add(new Over(number, cancelled)));
        List<String> likewise = Stream.concat(Stream.of(call.sessionId()),
                Stream.concat(legs.stream().map(over -> call.legs().get(over.leg())), call.won().stream())
                        .map(Leg::sessionId))
                .toList();
        Change.Builder change = Change.builder().end();
        Call ended = call.withEnd(why);
        for (Over over : legs) {
            ended = ended.withLeg(over.leg(), ended.legs().get(over.leg()).withEnd(over.why()));
            tell(change, ended, over.leg(), over.why(), likewise);
        }
        change.doc(document.write(ended)).event(events.hangup(ended, why));
        if (!legs.isEmpty()) {
            change.message(rang(ended, legs.stream().map(Over::leg).toList()));
        }
        Stream.concat(Stream.of(call.sessionId()), call.won().map(Leg::sessionId).stream())
                .forEach(session -> change.message(ends(session, why, likewise)));
        List<String> callees = call.legs().stream().map(Leg::user).filter(user -> !user.equals(call.userId()))
                .distinct().toList();
        if (!callees.isEmpty()) {
            change.message(new Message(Kind.CALL, call.callId(), UNLIST,
                    document.write(new CallDocument.Callees(callees))));
        }
        return change.build();
    }

    private Message rang(Call call, List<Integer> legs) {
        return new Message(Kind.CALL, call.callId(), RANG, document.write(new CallDocument.Rang(legs)));
    }

    private record Over(int leg, Leg.End why) {
    }

    /**
     * A leg's connection and its session hear why it is over.
     *
     * @param call as it is now; legs that are told after this one are open in it
     */
    private void tell(Change.Builder change, Call call, int number, Leg.End why, List<String> likewise) {
        Leg leg = call.legs().get(number);
        change.cancel(LEG + number).cancel(RING + number)
                .event(events.hangup(call, leg, why))
                .message(ends(leg.sessionId(), why, likewise));
    }

    private Message ends(String session, Leg.End why, List<String> likewise) {
        return new Message(Kind.SESSION, session, CallSessions.ENDED,
                document.write(new CallSessions.Over(new Session.Ended(why.code(), why.reason()), likewise)));
    }

    /** What they have in common, unless that is that they did nothing. */
    private static Leg.End nobodyLeft(Call call) {
        List<Leg.End> ends = call.legs().stream().flatMap(leg -> leg.ended().stream()).toList();
        ErrorCode first = ends.get(0).code();
        boolean told = first != ErrorCode.RING_TIMEOUT && first != ErrorCode.CALLEE_STOPPED
                && ends.stream().allMatch(end -> end.code() == first);
        return told ? ends.get(0) : Leg.End.of(ErrorCode.NO_ANSWER);
    }

    private static List<Integer> openOthers(Call call, int number) {
        return IntStream.range(0, call.legs().size())
                .filter(other -> other != number && call.legs().get(other).isOpen()).boxed().toList();
    }
}
