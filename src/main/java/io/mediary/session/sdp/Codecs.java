package io.mediary.session.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.mediary.media.MediaKind;

/**
 * What a description negotiates or offers: encoding names (`opus`, `vp8`), lower case, the preferred one first. Formats
 * that carry no media of their own (retransmission, error correction, telephone events, comfort noise) are not in it.
 * Immutable.
 *
 * @param audio of all audio sections that are not rejected, each name once
 * @param video of all video sections that are not rejected, each name once
 */
public record Codecs(List<String> audio, List<String> video) {

    /** Copies the lists. */
    public Codecs {
        audio = List.copyOf(audio);
        video = List.copyOf(video);
    }

    /** What the description names. */
    public static Codecs of(SdpText sdp) {
        return sdp.codecs();
    }

    /**
     * The first kind of what this side sends that the other side could not decode. A side sends the codec that it names
     * first; a kind that the other side has not at all is not missed there, unless the two have no kind in common.
     *
     * @param receiver the other side
     * @param transcoded kinds that the media server between them converts
     * @return empty where all that both want arrives, or where a side has no media
     */
    public Optional<MediaKind> unheardBy(Codecs receiver, Set<MediaKind> transcoded) {
        List<MediaKind> common = new ArrayList<>(kinds());
        common.retainAll(receiver.kinds());
        if (common.isEmpty()) {
            return receiver.kinds().isEmpty() ? Optional.empty() : kinds().stream().findFirst();
        }
        return common.stream()
                .filter(kind -> !transcoded.contains(kind))
                .filter(kind -> !receiver.names(kind).contains(names(kind).get(0)))
                .findFirst();
    }

    /** The names of one kind; none for data. */
    List<String> names(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> audio;
            case VIDEO -> video;
            case DATA -> List.of();
        };
    }

    private List<MediaKind> kinds() {
        return List.of(MediaKind.AUDIO, MediaKind.VIDEO).stream().filter(kind -> !names(kind).isEmpty()).toList();
    }
}
