package io.mediary.instance;

/** Fired, synchronously, when this instance is told to stop: observers let go of what others can take over. */
public record InstanceStopping() {
}
