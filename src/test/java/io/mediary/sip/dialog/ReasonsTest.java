package io.mediary.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;

/** How SIP says why a call came to nothing, and how calls do. */
class ReasonsTest {

    @Test
    void statusBecomesAReason() {
        assertThat(Reasons.ofStatus(486)).isEqualTo(ErrorCode.CALL_REJECTED);
        assertThat(Reasons.ofStatus(600)).isEqualTo(ErrorCode.CALL_REJECTED);
        assertThat(Reasons.ofStatus(302)).isEqualTo(ErrorCode.CALL_REJECTED);
        assertThat(Reasons.ofStatus(480)).isEqualTo(ErrorCode.NO_ANSWER);
        assertThat(Reasons.ofStatus(408)).isEqualTo(ErrorCode.NO_ANSWER);
        assertThat(Reasons.ofStatus(404)).isEqualTo(ErrorCode.NO_DESTINATION);
        assertThat(Reasons.ofStatus(604)).isEqualTo(ErrorCode.NO_DESTINATION);
        assertThat(Reasons.ofStatus(487)).isEqualTo(ErrorCode.ORIGINATOR_CANCEL);
        assertThat(Reasons.ofStatus(407)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(Reasons.ofStatus(488)).isEqualTo(ErrorCode.INCOMPATIBLE_SESSION);
        assertThat(Reasons.ofStatus(503)).isEqualTo(ErrorCode.CALL_ERROR);
        assertThat(Reasons.text(486, "Busy Here")).isEqualTo("Busy");
    }

    @Test
    void reasonBecomesAStatus() {
        assertThat(Reasons.status(ErrorCode.CALL_REJECTED.code())).isEqualTo(486);
        assertThat(Reasons.status(ErrorCode.NO_ANSWER.code())).isEqualTo(480);
        assertThat(Reasons.status(ErrorCode.NO_DESTINATION)).isEqualTo(480);
        assertThat(Reasons.status(ErrorCode.INCOMPATIBLE_SESSION)).isEqualTo(488);
        assertThat(Reasons.status(ErrorCode.TOO_MANY_REQUESTS)).isEqualTo(503);
        assertThat(Reasons.status(0)).isEqualTo(500);
    }
}
