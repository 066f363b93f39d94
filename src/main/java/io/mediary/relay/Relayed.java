package io.mediary.relay;

/**
 * A relay that somebody uses.
 *
 * @param relayId its id
 * @param element what to receive from, at the user's own media server
 */
public record Relayed(String relayId, String element) {
}
