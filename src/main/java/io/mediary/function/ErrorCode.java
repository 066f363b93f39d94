package io.mediary.function;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every error that a caller can get, with its number, its text and the HTTP status that the REST door answers. A text
 * with {@code %s} takes one detail: a command, a field's path, a value. {@code docs/api.md} lists causes and remedies.
 */
public enum ErrorCode {
    NORMAL_TERMINATION(100001, 409, "Normal termination"),
    INTERNAL_ERROR(100002, 500, "Internal error"),
    INVALID_STATE(
            100004, 409, "Invalid state"),
    TIMEOUT(100005, 504, "Timeout"),
    NOT_IMPLEMENTED(100006, 501,
            "Not implemented"),
    PROCESS_DOWN(100009, 409, "Process failed"),
    REGISTERED_DOWN(100010, 409,
            "Registered process stopped"),
    USER_STOP(100011, 409, "User stop"),
    MEMBER_STOP(100012, 409,
            "Member stop"),
    API_STOP(100013, 409, "API stop received"),
    UNAUTHORIZED(100030,
            403, "Unauthorized"),
    NOT_AUTHENTICATED(100031, 401,
            "Not authenticated"),
    ALREADY_AUTHENTICATED(100032, 409,
            "Already authenticated"),
    USER_NOT_FOUND(100033, 404,
            "User not found"),
    DUPLICATED_SESSION_ID(100034,
            409,
            "Duplicated session id"),
    INVALID_SESSION_ID(
            100035, 400,
            "Invalid session id"),
    MEMBER_NOT_FOUND(
            100036, 404,
            "Member not found"),
    INVALID_ROLE(
            100037, 400,
            "Invalid role"),
    INVALID_OPERATION(
            100040, 400,
            "Invalid operation"),
    INVALID_PARAMETERS(
            100041,
            400,
            "Invalid parameters"),
    UNKNOWN_COMMAND(
            100042,
            404,
            "Unknown command '%s'"),
    INVALID_ACTION(
            100043,
            400,
            "Invalid action '%s'"),
    SYNTAX_ERROR(
            100044,
            400,
            "Syntax error: %s"),
    MISSING_FIELD(
            100045,
            400,
            "Missing field: %s"),
    INVALID_VALUE(
            100046,
            400,
            "Invalid value: %s"),
    MESSAGE_TOO_LARGE(
            100050,
            413,
            "Message too large"),
    TOO_MANY_REQUESTS(
            100051,
            429,
            "Too many requests"),
    UNAVAILABLE(
            100052,
            503,
            "Temporarily unavailable"),
    SESSION_TIMEOUT(
            100060,
            409,
            "Session timeout"),
    SESSION_STOP(
            100061,
            409,
            "Session stop"),
    SESSION_NOT_FOUND(
            100062,
            404,
            "Session not found"),
    INVALID_URI(
            100070,
            400,
            "Invalid Uri"),
    UNKNOWN_PEER(
            100071,
            404,
            "Unknown peer"),
    NO_MEDIASERVER(
            300001,
            503,
            "No mediaserver available"),
    DIFFERENT_MEDIASERVER(
            300002,
            409,
            "Different mediaserver"),
    UNKNOWN_BACKEND(
            300003,
            400,
            "Unknown backend"),
    SESSION_FAILED(
            300004,
            409,
            "Session has failed"),
    INCOMPATIBLE_SESSION(
            300005,
            409,
            "Incompatible session"),
    OFFER_NOT_SET(
            300010,
            409,
            "Offer not set"),
    OFFER_ALREADY_SET(
            300011,
            409,
            "Offer already set"),
    ANSWER_NOT_SET(
            300012,
            409,
            "Answer not set"),
    ANSWER_ALREADY_SET(
            300013,
            409,
            "Answer already set"),
    NO_ICE_CANDIDATES(
            300014,
            409,
            "No ICE candidates"),
    MISSING_SDP(
            300015,
            400,
            "Missing SDP"),
    BRIDGE_STOP(
            300020,
            409,
            "Bridge stop"),
    PEER_STOPPED(
            300021,
            409,
            "Peer session stopped"),
    NO_ACTIVE_RECORDER(
            300030,
            409,
            "No active recorder"),
    NO_ACTIVE_PLAYER(
            300031,
            409,
            "No active player"),
    NO_ACTIVE_ROOM(
            300032,
            409,
            "No active room"),
    KMS_ERROR(
            303001,
            502,
            "Kurento error %s"),
    ROOM_NOT_FOUND(
            304001,
            404,
            "Room not found"),
    ROOM_ALREADY_EXISTS(
            304002,
            409,
            "Room already exists"),
    ROOM_DESTROYED(
            304003,
            409,
            "Room destroyed"),
    NO_ROOM_MEMBERS(
            304004,
            409,
            "No remaining room members"),
    INVALID_PUBLISHER(
            304005,
            409,
            "Invalid publisher"),
    PUBLISHER_STOP(
            304006,
            409,
            "Publisher stopped"),
    CALL_ERROR(
            305001,
            409,
            "Call error"),
    CALL_NOT_FOUND(
            305002,
            404,
            "Call not found"),
    CALL_REJECTED(
            305003,
            409,
            "Call rejected"),
    RING_TIMEOUT(
            305004,
            409,
            "Ring timeout"),
    NO_DESTINATION(
            305005,
            404,
            "No destination"),
    NO_ANSWER(
            305006,
            409,
            "No answer"),
    ALREADY_ANSWERED(
            305007,
            409,
            "Already answered"),
    ORIGINATOR_CANCEL(
            305008,
            409,
            "Originator cancel"),
    CALLER_STOPPED(
            305009,
            409,
            "Caller stopped"),
    CALLEE_STOPPED(
            305010,
            409,
            "Callee stopped"),
    API_HANGUP(
            305011,
            409,
            "Api hangup"),
    RECORDING_NOT_FOUND(
            306001,
            404,
            "Recording not found"),
    NODE_NOT_FOUND(
            306002,
            404,
            "Node not found");

    private final int code;
    private final int httpStatus;
    private final String text;

    ErrorCode(int code, int httpStatus, String text) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.text = text;
    }

    /** The error of this number. */
    public static Optional<ErrorCode> of(int number) {
        return Arrays.stream(values()).filter(error -> error.code == number).findFirst();
    }

    /** The number that goes over the wire. */
    public int code() {
        return code;
    }

    /** The status of the REST door's answer. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The text for people; {@code detail} fills the place that the text has for one. */
    public String text(String detail) {
        return text.contains("%s") ? text.replace("%s", detail) : text;
    }

    /** The name in the documents, as {@code session_not_found}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
