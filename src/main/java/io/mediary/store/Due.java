package io.mediary.store;

/**
 * A deadline that has passed or a message that has arrived.
 *
 * @param kind key part of the object's kind: {@code s}, {@code conn}
 * @param object its id
 * @param name the deadline's or message's name
 * @param payload of a message; empty for a deadline
 */
public record Due(String kind, String object, String name, String payload) {
}
