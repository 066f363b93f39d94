package io.mediary.relay;

/**
 * That a session receives from a relay.
 *
 * @param sessionId the session
 * @param joinId of the joining by which it does: another one each time
 */
public record Use(String sessionId, String joinId) {

    private static final String BETWEEN = " ";

    /** As the scripts keep it. */
    String text() {
        return sessionId + BETWEEN + joinId;
    }

    /** As the scripts have kept it. */
    static Use of(String text) {
        int end = text.lastIndexOf(BETWEEN);
        return new Use(text.substring(0, end), text.substring(end + 1));
    }
}
