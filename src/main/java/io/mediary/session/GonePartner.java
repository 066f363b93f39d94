package io.mediary.session;

import java.util.Optional;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;

/** What it means when a media server does not have the element that a session is to receive from: its session has ended. */
final class GonePartner {

    private GonePartner() {
    }

    /**
     * What a client is told of a failure at the media server.
     *
     * @param session as it was to be wired
     * @return {@code session_not_found} for a peer that is gone, {@code invalid_publisher} for a publisher; else the failure
     */
    static Throwable told(Throwable failure, Session session, MediaPlane plane) {
        return session.joined().map(joined -> told(failure, joined, plane)).orElse(failure);
    }

    /** The same of a joining. */
    static Throwable told(Throwable failure, Joined joined, MediaPlane plane) {
        Optional<Joined> gone = Optional.of(joined)
                .filter(to -> to.partner().isPresent())
                .filter(to -> to.source().filter(source -> plane.lacks(failure, source)).isPresent());
        return gone.<Throwable>map(to -> Failure.of(to.publisherId().isPresent()
                ? ErrorCode.INVALID_PUBLISHER
                : ErrorCode.SESSION_NOT_FOUND)).orElse(failure);
    }
}
