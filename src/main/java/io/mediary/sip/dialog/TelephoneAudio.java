package io.mediary.sip.dialog;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.mediary.sip.audio.AudioTap;
import io.mediary.sip.audio.AudioTaps;
import io.mediary.sip.dialog.DialogRecord.Media;
import io.mediary.sip.stack.SipEndpoint;
import io.smallrye.mutiny.Uni;

/**
 * Lets telephones send their audio by this instance, which hears the keys in it (RFC 4733): our descriptions name keys and a port of ours, and the
 * media server is told nothing of keys. Where that cannot be, telephones send to the media server. Thread-safe.
 */
final class TelephoneAudio {

    private static final Logger LOG = Logger.getLogger(TelephoneAudio.class);

    private final Optional<AudioTaps> taps;
    private final SipEndpoint sip;
    private final Loop loop;

    /** @param taps empty: keys in audio are nobody's business */
    TelephoneAudio(Optional<AudioTaps> taps, SipEndpoint sip, Loop loop) {
        this.taps = taps;
        this.sip = sip;
        this.loop = loop;
    }

    /**
     * What was described.
     *
     * @param media with our description
     * @param tap the way that it names; empty: the media server's own
     */
    record Described(Media media, Optional<AudioTap> tap) {
    }

    /** Our offer. @param description the media server's */
    Uni<Described> offered(Media media, String description) {
        return described(media.served(toServer(description)), KeyFormats::offered);
    }

    /** Our answer. @param description the media server's @param offer theirs */
    Uni<Described> answered(Media media, String description, String offer) {
        Map<Integer, Integer> keys = KeyFormats.in(offer);
        return described(media.served(description), formats -> formats.answered(keys));
    }

    /** The telephone's answer to the media server's offer, for that. */
    String answer(Media media) {
        return toServer(SipSdp.answerToServer(media.remote().orElseThrow(), media.server().orElseThrow()));
    }

    /** A telephone's description, or the media server's own, without what is ours to hear. */
    String toServer(String description) {
        return taps.isPresent() ? KeyFormats.without(description) : description;
    }

    private Uni<Described> described(Media served, Function<KeyFormats, String> keyed) {
        Described plain = new Described(served, Optional.empty());
        Optional<String> local = KeyFormats.of(served.local().orElseThrow()).map(keyed)
                .filter(text -> !KeyFormats.in(text).isEmpty());
        if (taps.isEmpty() || local.isEmpty() || way(served).isEmpty()) {
            return Uni.createFrom().item(plain);
        }
        return open().map(tap -> tap.isEmpty()
                ? plain
                : new Described(through(served.as(local.get()), tap.get()), tap));
    }

    /** A way; empty where there is no port left, or none is wanted. Completes on the loop. */
    Uni<Optional<AudioTap>> open() {
        return taps.map(all -> Uni.createFrom().deferred(() -> sip.address()).chain(all::open).map(Optional::of)
                .onFailure()
                .invoke(failure -> LOG.warnf("no port for a telephone's audio, so its keys are not heard: %s",
                        failure.getMessage()))
                .onFailure().recoverWithItem(Optional.empty())).orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .emitOn(loop);
    }

    /** Whether what the telephone was told leads to a gateway. */
    static boolean isTapped(Media media) {
        return media.local().isPresent() && media.server().isPresent() && !KeyFormats.in(media.local().get()).isEmpty()
                && KeyFormats.in(media.server().get()).isEmpty();
    }

    /** What led to another gateway leads here. @param tap empty: to the media server, and nothing is said of keys */
    static Media moved(Media media, Optional<AudioTap> tap) {
        if (tap.isPresent()) {
            return through(media, tap.get());
        }
        AudioTap.Way to = way(media).orElseThrow();
        String direct = KeyFormats.of(media.local().orElseThrow()).orElseThrow().at(to.rtp().getAddress(),
                to.rtp().getPort());
        return media.as(KeyFormats.without(direct));
    }

    private static Media through(Media media, AudioTap tap) {
        way(media).ifPresent(tap::lead);
        return media.as(KeyFormats.of(media.local().orElseThrow()).orElseThrow().at(tap.address(), tap.port()));
    }

    private static Optional<AudioTap.Way> way(Media media) {
        return media.server().flatMap(KeyFormats::of).flatMap(KeyFormats::way);
    }
}
