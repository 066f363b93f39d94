package io.mediary.media;

/**
 * What a player plays.
 *
 * @param duration ms
 * @param isSeekable whether it can go elsewhere
 * @param firstPosition the earliest that it can go to, ms
 * @param lastPosition the latest that it can go to, ms
 */
public record PlayerInfo(long duration, boolean isSeekable, long firstPosition, long lastPosition) {
}
