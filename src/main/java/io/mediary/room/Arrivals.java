package io.mediary.room;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.room.Members.Joined;
import io.smallrye.mutiny.Uni;

/**
 * Takes the messages of sessions that enter rooms. Such a message may come late, twice, or after that of the session's
 * leaving, so the session's record is asked before the room's members are changed, and once more after it: whichever of
 * the two comes last, a session that has left is no member in the end. Thread-safe.
 */
@ApplicationScoped
public class Arrivals {

    /** A publisher's own message is mostly on its way: the clock, which tries again later, is slower. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(40);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(300);
    private static final int TIMES = 5;

    private final Members members;
    private final Membership membership;

    Arrivals(Members members, Membership membership) {
        this.members = members;
        this.membership = membership;
    }

    /**
     * Makes the session a member, if its record says so.
     *
     * @return fails where the message must come again: the publisher has not arrived yet, or Redis is away
     */
    Uni<Void> arrived(String room, Member member) {
        return Uni.createFrom().deferred(() -> entered(room, member))
                .onFailure(NotYet.class).retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE).atMost(TIMES);
    }

    private Uni<Void> entered(String room, Member member) {
        return holds(room, member).flatMap(holds -> holds
                ? members.join(room, member, false).flatMap(joined -> settled(room, member, joined))
                : left(room, member));
    }

    private Uni<Void> settled(String room, Member member, Joined joined) {
        return switch (joined.outcome()) {
            case JOINED, AGAIN -> confirmed(room, member);
            case OTHER -> replaced(room, member, joined.other().orElseThrow());
            case WAITING -> withoutPublisher(room, member);
            case STOPPED, GONE -> Uni.createFrom().voidItem();
        };
    }

    /** It may have left while it was entered, and its leaving may have been handled before that. */
    private Uni<Void> confirmed(String room, Member member) {
        return holds(room, member).flatMap(holds -> holds ? Uni.createFrom().voidItem() : left(room, member));
    }

    /** Of two joinings of a session its record knows the one that counts. */
    private Uni<Void> replaced(String room, Member member, Member other) {
        return holds(room, other).flatMap(holds -> holds
                ? Uni.createFrom().voidItem()
                : left(room, other)
                        .chain(() -> Uni.createFrom().failure(new NotYet(other.sessionId() + " was there"))));
    }

    private Uni<Void> withoutPublisher(String room, Member member) {
        String publisher = member.peerId().orElse("");
        return membership.publishes(publisher, room).flatMap(publishes -> publishes
                ? Uni.createFrom().failure(new NotYet(publisher + " has not arrived"))
                : members.join(room, member, true).flatMap(joined -> settled(room, member, joined)));
    }

    private Uni<Boolean> holds(String room, Member member) {
        return membership.holds(room, member);
    }

    private Uni<Void> left(String room, Member member) {
        return members.leave(room, member.sessionId(), member.joinId());
    }

    /** It is to be tried again; no accident, so without a stack trace. */
    private static final class NotYet extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private NotYet(String why) {
            super(why, null, false, false);
        }
    }
}
