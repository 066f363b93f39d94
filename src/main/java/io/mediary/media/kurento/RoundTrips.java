package io.mediary.media.kurento;

import java.time.Duration;
import java.util.function.Function;

import io.mediary.config.KurentoConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.smallrye.mutiny.Uni;

/** Work at a media server, which never takes longer than it may and fails as the ports tell. Thread-safe. */
final class RoundTrips {

    /** A rewiring that finds its former source gone: the change, a look, and the change again. */
    private static final int MOST = 3;

    private final Nodes nodes;
    private final Duration longest;

    RoundTrips(Nodes nodes, KurentoConfig config) {
        this.nodes = nodes;
        this.longest = config.firstConnectWait().plus(config.requestTimeout().multipliedBy(MOST));
    }

    /**
     * Work over the line of a place, if this instance has it, else over another one to the same node.
     *
     * @param key the element that it is about: work of the same key keeps to the same line
     */
    <T> Uni<T> at(Place place, String key, Function<Line, Uni<? extends T>> work) {
        return bounded(nodes.lineFor(place, key).<T>chain(work::apply).onFailure().transform(Fault::failure));
    }

    /** Most work needs fewer round trips, which have their own timeouts; this holds where elements vanish again and again. */
    <T> Uni<T> bounded(Uni<T> work) {
        return work.ifNoItem().after(longest).failWith(() -> Failure.of(ErrorCode.TIMEOUT));
    }
}
