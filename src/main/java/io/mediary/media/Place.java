package io.mediary.media;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Where a session's media is to be made, chosen and written down before anything is made there.
 *
 * @param node the media server's id
 * @param line the Kurento session (key {@code kurento:KID}) that makes the elements and receives their events
 */
@RegisterForReflection
public record Place(String node, String line) {
}
