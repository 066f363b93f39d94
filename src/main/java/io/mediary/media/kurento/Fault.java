package io.mediary.media.kurento;

import org.kurento.jsonrpc.JsonRpcErrorException;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/**
 * An operation that a media server refused.
 *
 * @param index of the operation in its transaction
 * @param code Kurento's
 * @param text Kurento's
 */
record Fault(int index, int code, String text) {

    /** The object does not exist (any more). */
    static final int OBJECT_NOT_FOUND = 40101;
    /** The Kurento session is not known: it was collected, or belongs to another process. */
    static final int INVALID_SESSION = 40007;
    /** The session description cannot be used. */
    static final int INVALID_SDP = 40201;

    /** A player's file is not open, or cannot be moved in. */
    static final int SEEK_FAILED = 40700;

    /** What a caller is told. */
    Failure failure() {
        return Failure.of(ErrorCode.KMS_ERROR, code + ": " + text);
    }

    /** Whether this was told of an object that does not exist. The ids of objects are long enough to be nothing else. */
    static boolean isMissing(Failure told, String object) {
        return told.code() == ErrorCode.KMS_ERROR && told.getMessage().contains(OBJECT_NOT_FOUND + ":")
                && told.getMessage().contains(object);
    }

    /** Whether somebody who was asked is not there. */
    static boolean isAway(Throwable failure) {
        return failure instanceof Failure told && told.code() == ErrorCode.UNAVAILABLE;
    }

    /** What a caller is told of anything that a request may end with. */
    static Throwable failure(Throwable failure) {
        if (failure instanceof JsonRpcErrorException error) {
            return Failure.of(ErrorCode.KMS_ERROR, error.getCode() + ": " + error.getServerMessage());
        }
        return failure instanceof UnansweredException unanswered ? unanswered.failure() : failure;
    }
}
