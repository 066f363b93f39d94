package io.mediary.media.kurento;

/**
 * A Kurento session: what the server keeps objects and subscriptions for, whatever socket speaks for it.
 *
 * @param id given by the server; the {@code line} of a {@link io.mediary.media.Place}
 * @param serverId the server's process: another one does not know the session
 * @param epoch counts the owners: an heir has a higher one
 */
record KurentoSession(String id, String serverId, long epoch) {
}
