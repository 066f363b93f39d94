package io.mediary.store;

/**
 * What one object must do to another: committed with the first one's record, handed to its handler at once by the
 * instance that commits, by another one if that dies, applied under the target's lease, removed when done. Delivered at least once, so applying it twice must be as good as once.
 *
 * @param kind of the target
 * @param target id of the target
 * @param name says what: {@code peer_stopped}
 * @param payload JSON
 */
public record Message(Kind kind, String target, String name, String payload) {
}
