package io.mediary.media;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The two ends of what carries media from one media server to another.
 *
 * @param from where the sending element is
 * @param sender the sending element
 * @param to where the receiving element is
 * @param receiver the receiving element, from which sessions there take the media
 */
@RegisterForReflection
public record Carried(Place from, String sender, Place to, String receiver) {
}
