package io.mediary.sip.audio;

/**
 * A key that was pressed and let go.
 *
 * @param digit 0-9, A-D, * or #
 * @param millis how long it was down
 */
public record Key(String digit, int millis) {
}
