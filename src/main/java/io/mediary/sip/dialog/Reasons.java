package io.mediary.sip.dialog;

import io.mediary.function.ErrorCode;

/** How SIP says why a call came to nothing, and how calls do. Thread-safe: only pure functions. */
final class Reasons {

    private Reasons() {
    }

    /** What a final response other than 2xx means for the leg. */
    static ErrorCode ofStatus(int status) {
        return switch (status) {
            case 404, 410, 484, 485, 604 -> ErrorCode.NO_DESTINATION;
            case 408, 480 -> ErrorCode.NO_ANSWER;
            case 487 -> ErrorCode.ORIGINATOR_CANCEL;
            case 401, 403, 407 -> ErrorCode.UNAUTHORIZED;
            case 415, 488, 606 -> ErrorCode.INCOMPATIBLE_SESSION;
            case 486, 600, 603 -> ErrorCode.CALL_REJECTED;
            default -> status >= 500 && status < 600 ? ErrorCode.CALL_ERROR : ErrorCode.CALL_REJECTED;
        };
    }

    /** The text that goes with it. */
    static String text(int status, String phrase) {
        return status == 486 || status == 600 ? "Busy" : "SIP " + status + (phrase.isBlank() ? "" : " " + phrase);
    }

    /** What a caller is answered whose call ended before anybody took it. @param code the call's reason */
    static int status(int code) {
        return ErrorCode.of(code).map(Reasons::status).orElse(500);
    }

    /** What a caller is answered where no call could be made, or it ended. */
    static int status(ErrorCode code) {
        return switch (code) {
            case CALL_REJECTED, ALREADY_ANSWERED -> 486;
            case NO_ANSWER, RING_TIMEOUT, NO_DESTINATION, CALLEE_STOPPED, API_HANGUP, REGISTERED_DOWN -> 480;
            case ORIGINATOR_CANCEL, CALLER_STOPPED -> 487;
            case INCOMPATIBLE_SESSION, KMS_ERROR, MISSING_SDP, SYNTAX_ERROR -> 488;
            case UNAUTHORIZED -> 403;
            case TOO_MANY_REQUESTS, UNAVAILABLE, NO_MEDIASERVER, TIMEOUT, SESSION_FAILED -> 503;
            default -> 500;
        };
    }
}
