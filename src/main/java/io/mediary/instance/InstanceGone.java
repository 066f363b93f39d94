package io.mediary.instance;

/**
 * Fired when another instance is known to be dead or to have stopped; at every live instance, so observers do what may be done more
 * than once.
 *
 * @param instance its id
 */
public record InstanceGone(String instance) {
}
