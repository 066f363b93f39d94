package io.mediary.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/** For which end of a call somebody may speak. */
class EndTest {

    private static final Optional<String> NO_SESSION = Optional.empty();

    private final Call call = Legs.ringing("ben1", "ben2", "carl1");

    @Test
    void aConnectionSpeaksForItsOwnEnd() {
        assertThat(End.of(call, by("ann", "anns"), NO_SESSION).isCaller()).isTrue();
        assertThat(End.of(call, by("ben", "ben2"), NO_SESSION).leg()).isEqualTo(OptionalInt.of(1));
        assertThat(End.leg(call, by("carl", "carl1"), NO_SESSION)).isEqualTo(2);
    }

    @Test
    void aUserWithoutThatConnectionSpeaksForALegThatIsNotOver() {
        Call less = call.withLeg(0, call.legs().get(0).withEnd(Leg.End.of(ErrorCode.CALL_REJECTED)));
        assertThat(End.leg(less, by("ben", "other"), NO_SESSION)).isEqualTo(1);
        assertThat(End.of(call, by("ann", "other"), NO_SESSION).isCaller()).isTrue();
    }

    @Test
    void aSessionNamesTheEnd() {
        assertThat(End.leg(call, by("ben", "ben1"), Optional.of("session-ben2"))).isEqualTo(1);
        assertThat(End.of(call, by("ann", "anns"), Optional.of("session-ann")).isCaller()).isTrue();
        refused(ErrorCode.UNAUTHORIZED, () -> End.of(call, by("ben", "ben1"), Optional.of("session-carl1")));
        refused(ErrorCode.UNAUTHORIZED, () -> End.of(call, by("ben", "ben1"), Optional.of("session-ann")));
        refused(ErrorCode.UNAUTHORIZED, () -> End.leg(call, by("ann", "anns"), Optional.of("session-ann")));
        refused(ErrorCode.SESSION_NOT_FOUND, () -> End.of(call, by("ann", "anns"), Optional.of("another")));
    }

    @Test
    void strangersSpeakForNobody() {
        refused(ErrorCode.UNAUTHORIZED, () -> End.of(call, by("eve", "eves"), NO_SESSION));
        refused(ErrorCode.UNAUTHORIZED, () -> End.leg(call, by("eve", "eves"), NO_SESSION));
        refused(ErrorCode.UNAUTHORIZED, () -> End.leg(call, by("ann", "anns"), NO_SESSION));
    }

    @Test
    void administratorsSpeakForAny() {
        Caller administrator = new Caller(true, "root", true, Optional.empty(), Optional.empty());
        assertThat(End.of(call, administrator, NO_SESSION).isCaller()).isTrue();
        assertThat(End.leg(call, administrator, NO_SESSION)).isZero();
        assertThat(End.leg(call, administrator, Optional.of("session-carl1"))).isEqualTo(2);
    }

    private static Caller by(String user, String connection) {
        return new Caller(true, user, false, Optional.of(connection), Optional.empty());
    }

    private static void refused(ErrorCode code, Runnable step) {
        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
