package io.mediary.session.sdp;

import java.util.List;
import java.util.Optional;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/**
 * Which codecs go from one media server to another, the preferred one first: those that the session negotiated with its
 * client, so that nothing is transcoded on the way; where that is not known, those that every media server and browser has.
 * Never AV1 or H265: two Kurentos agree on them and then send nothing. Immutable.
 */
public final class RelayCodecs {

    private static final List<String> AUDIO = List.of("opus", "pcmu", "pcma");
    private static final List<String> VIDEO = List.of("vp8", "h264");
    private static final List<String> NEVER = List.of("av1", "h265");

    private final Codecs codecs;

    private RelayCodecs(Codecs codecs) {
        this.codecs = codecs;
    }

    /** For a session with this answer. */
    public static RelayCodecs of(Optional<Description> answer) {
        Optional<Codecs> known = answer.flatMap(description -> SdpText.parse(description.sdp())).map(SdpText::codecs);
        return new RelayCodecs(new Codecs(known.map(Codecs::audio).map(names -> chosen(names, AUDIO)).orElse(AUDIO),
                known.map(Codecs::video).map(names -> chosen(names, VIDEO)).orElse(VIDEO)));
    }

    private static List<String> chosen(List<String> negotiated, List<String> otherwise) {
        List<String> possible = negotiated.stream().filter(name -> !NEVER.contains(name)).toList();
        return possible.isEmpty() ? otherwise : possible;
    }

    /**
     * An offer with these codecs alone, in this order.
     *
     * @throws Failure {@code incompatible_session} where a kind of media would be left without any
     */
    public String cut(String offer) {
        return SdpText.parse(offer)
                .flatMap(sdp -> sdp.only(codecs))
                .map(SdpText::toString)
                .orElseThrow(() -> Failure.of(ErrorCode.INCOMPATIBLE_SESSION));
    }
}
