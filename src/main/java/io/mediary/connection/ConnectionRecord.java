package io.mediary.connection;

/**
 * What everyone may know of a connection, wherever its socket is.
 *
 * @param id the connection's
 * @param user who it belongs to
 * @param peer its far end
 */
public record ConnectionRecord(String id, String user, Peer peer) {
}
