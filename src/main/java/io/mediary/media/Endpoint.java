package io.mediary.media;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a session has at a media server, as its record keeps it. The texts mean something to the adapter alone.
 *
 * @param place the media server and the line to it
 * @param endpoint the element that talks to the client
 * @param proxy the element that others take this session's media from
 */
@RegisterForReflection
public record Endpoint(Place place, String endpoint, String proxy) {
}
