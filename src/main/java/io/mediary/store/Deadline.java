package io.mediary.store;

import java.time.Duration;

/**
 * Something that is due for an object at a time.
 *
 * @param name one of each name for an object: setting it again moves it; {@code wait}, {@code ready}, {@code ice}
 * @param in from now, by Redis' clock
 */
public record Deadline(String name, Duration in) {
}
