package io.mediary.session;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.media.RecordingProfile;
import io.mediary.session.sdp.Codecs;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpText;
import io.mediary.session.type.Publish;
import io.mediary.session.type.SessionTypes;
import io.smallrye.mutiny.Uni;

/**
 * Which codecs a session may negotiate: those of its room, and first those of the session that it is joined to. Where two
 * sessions share none and their media server does not transcode, that is an error and not silence.
 */
@ApplicationScoped
public class CodecRules {

    private final MediaPlane plane;
    private final Sessions sessions;
    private final SessionTypes types;

    CodecRules(MediaPlane plane, Sessions sessions, SessionTypes types) {
        this.plane = plane;
        this.sessions = sessions;
        this.types = types;
    }

    /**
     * An offer, of either side, as the other side shall see it.
     *
     * @return fails with {@code incompatible_session} where the room allows nothing of it
     */
    Uni<String> offer(Session session, String sdp) {
        Limits limits = session.limits();
        SdpText text = SdpText.parse(sdp).orElseThrow();
        boolean limited = limits.audio().isPresent() || limits.video().isPresent();
        SdpText allowed = limited
                ? text.only(limits.audio(), limits.video())
                        .orElseThrow(() -> Failure.of(ErrorCode.INCOMPATIBLE_SESSION))
                : text;
        return partner(session).map(partner -> partner.map(allowed::prefer).orElse(allowed))
                .map(chosen -> chosen == text ? sdp : chosen.toString());
    }

    /**
     * Looks whether a session with this answer goes together with what it is joined to.
     *
     * @return fails with {@code incompatible_session}
     */
    Uni<Void> check(Session session, Description answer) {
        Codecs own = codecs(answer);
        if (!allows(session, own)) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.INCOMPATIBLE_SESSION));
        }
        return partner(session).flatMap(partner -> partner.filter(other -> isDeaf(session, own, other)).isPresent()
                ? Uni.createFrom().failure(Failure.of(ErrorCode.INCOMPATIBLE_SESSION))
                : Uni.createFrom().voidItem());
    }

    /**
     * Looks whether what a session's client sends can go into a file. A media server that does not transcode video needs the
     * format's own codec; what a session receives may be of any codec that comes.
     *
     * @throws Failure {@code incompatible_session}
     */
    void checkRecordable(Session session, RecordingProfile profile) {
        boolean asItComes = profile.kinds().contains(MediaKind.VIDEO) && !types.of(session.type()).recordsSource()
                && !transcoded(session).contains(MediaKind.VIDEO);
        String codec = profile.format() == RecordingProfile.Format.MP4 ? "h264" : "vp8";
        if (asItComes && session.answer()
                .flatMap(answer -> codecs(answer).video().stream().findFirst())
                .filter(sent -> !sent.equals(codec))
                .isPresent()) {
            throw Failure.of(ErrorCode.INCOMPATIBLE_SESSION);
        }
    }

    /** A publisher sends what it negotiated; a listener needs to understand what is sent. */
    private static boolean allows(Session session, Codecs own) {
        Limits limits = session.limits();
        return allows(session, limits.audio(), own.audio()) && allows(session, limits.video(), own.video());
    }

    private static boolean allows(Session session, Optional<String> limit, List<String> own) {
        return limit.isEmpty() || own.isEmpty() || (session.type().equals(Publish.NAME)
                ? own.equals(List.of(limit.get()))
                : own.contains(limit.get()));
    }

    private boolean isDeaf(Session session, Codecs own, Codecs partner) {
        Set<MediaKind> transcoded = transcoded(session);
        boolean bridged = session.joined().flatMap(Joined::peerId).isPresent();
        return partner.unheardBy(own, transcoded).isPresent()
                || (bridged && own.unheardBy(partner, transcoded).isPresent());
    }

    /** What the session that this one is joined to has negotiated; empty where that does not matter or is not known yet. */
    private Uni<Optional<Codecs>> partner(Session session) {
        Optional<String> partner = session.joined().flatMap(Joined::partner);
        if (partner.isEmpty() || transcoded(session).containsAll(Set.of(MediaKind.AUDIO, MediaKind.VIDEO))) {
            return Uni.createFrom().item(Optional.empty());
        }
        return sessions.find(partner.get()).map(found -> found.flatMap(Session::answer).map(CodecRules::codecs));
    }

    private Set<MediaKind> transcoded(Session session) {
        return session.place().map(Place::node).map(plane::transcoded).orElse(Set.of());
    }

    private static Codecs codecs(Description description) {
        return SdpText.parse(description.sdp()).orElseThrow().codecs();
    }
}
