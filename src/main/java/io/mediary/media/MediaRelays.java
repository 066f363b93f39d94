package io.mediary.media;

import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Uni;

/**
 * What carries the audio and video of an element from one media server to another: a sending element beside it, and a
 * receiving one at the other server, from which any number of sessions can be fed there. Requests for key frames go back the
 * same way; messages of data channels are not carried. Each operation takes a few round trips, has a timeout, and fails with
 * {@code Failure}: {@code kms_error}, {@code timeout}, {@code no_mediaserver}, {@code unavailable}. The elements are released
 * with {@link MediaPlane#release}. An element that fails is told as {@link MediaEvent.Failed} of the relay's id. May be called
 * from any thread and never blocks.
 */
public interface MediaRelays {

    /**
     * Makes both elements and connects the sending one to its source.
     *
     * @param relay id that both are labelled with
     * @param from the media server that has the source
     * @param source the element whose media is carried
     * @param to the media server that it is carried to
     * @param codecs the sender's offer as the receiver shall see it; what it throws is the failure
     * @return fails with {@code session_failed} or {@code timeout} where something may be left of it, which {@link #releaseAll}
     *         finds; else what was made is gone
     */
    Uni<Carried> carry(String relay, String from, String source, String to, UnaryOperator<String> codecs);

    /**
     * Whether both elements are there.
     *
     * @return fails where a media server cannot be asked
     */
    Uni<Boolean> lives(Carried carried);

    /** Releases whatever is labelled with a relay's id at a media server. Nothing is left at one that all instances gave up. */
    Uni<Void> releaseAll(String node, String relay);
}
