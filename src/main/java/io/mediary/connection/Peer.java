package io.mediary.connection;

/**
 * The far end of a connection.
 *
 * @param type {@code ws} or {@code sse}
 * @param remote its address, as {@code host:port}
 */
public record Peer(String type, String remote) {
}
