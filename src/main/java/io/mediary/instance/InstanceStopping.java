package io.mediary.instance;

import java.time.Duration;

/**
 * Fired, synchronously, when this instance is told to stop: observers let go of what others can take over.
 *
 * @param within how long they may block, all together
 */
public record InstanceStopping(Duration within) {
}
