package io.mediary.embedded.rpc;

/** Kurento's errors that this server answers: the name goes into `data.type`, the number into `code`. */
enum ErrorType {
    MARSHALL_ERROR(40001),
    CONNECT_ERROR(40004),
    NOT_IMPLEMENTED(40006),
    INVALID_SESSION(40007),
    MALFORMED_TRANSACTION(
            40008),
    NOT_ENOUGH_RESOURCES(40009),
    MEDIA_OBJECT_NOT_FOUND(40101),
    MEDIA_OBJECT_EVENT_NOT_SUPPORTED(
            40106),
    MEDIA_OBJECT_ILLEGAL_PARAM_ERROR(40107),
    MEDIA_OBJECT_NOT_AVAILABLE(
            40108),
    MEDIA_OBJECT_NOT_FOUND_TRANSACTION_NO_COMMIT(40109),
    MEDIA_OBJECT_TAG_KEY_NOT_FOUND(
            40110),
    SDP_PARSE_ERROR(40201),
    SDP_END_POINT_NO_LOCAL_SDP_ERROR(
            40202),
    SDP_END_POINT_NO_REMOTE_SDP_ERROR(
            40203),
    SDP_END_POINT_ALREADY_NEGOTIATED(
            40208),
    SDP_END_POINT_NOT_OFFER_GENERATED(
            40209),
    SDP_END_POINT_ANSWER_ALREADY_PROCCESED(
            40210),
    PLAYER_SEEK_FAIL(40700);

    private final int code;

    ErrorType(int code) {
        this.code = code;
    }

    /** Kurento's number. */
    int code() {
        return code;
    }

    /** Makes the exception that answers this error with the given text. */
    RpcException with(String message) {
        return new RpcException(code, name(), message);
    }
}
