package io.mediary.embedded.engine.sdp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A payload format with the number it has in one description.
 *
 * @param payloadType 0–127
 * @param name as `VP8`, `opus`
 * @param clockRate ticks a second
 * @param channels 1, or 2 for Opus
 * @param parameters the `a=fmtp` text, empty where there is none
 * @param feedback the `a=rtcp-fb` values
 */
public record Codec(int payloadType, String name, int clockRate, int channels, String parameters,
        List<String> feedback) {

    private static final Pattern PACKETIZATION = Pattern.compile("packetization-mode=(\\d)");
    private static final Pattern PROFILE = Pattern.compile("profile-level-id=([0-9a-fA-F]{2})");

    /** Whether packets of the other codec can be sent under this number without a change. */
    public boolean carries(Codec other) {
        return name.equalsIgnoreCase(other.name) && clockRate == other.clockRate && channels == other.channels;
    }

    /** How well {@link #carries} fits: H264 comes in several profiles and packetizations. */
    public int likeness(Codec other) {
        return (parameter(PACKETIZATION, "0").equals(other.parameter(PACKETIZATION, "0")) ? 2 : 0)
                + (parameter(PROFILE, "42").equals(other.parameter(PROFILE, "42")) ? 1 : 0);
    }

    /** The codec of the list that {@link #carries} packets of {@code source}, the most alike first. */
    public static Optional<Codec> best(List<Codec> codecs, Codec source) {
        Codec best = null;
        for (Codec codec : codecs) {
            if (codec.carries(source) && (best == null || codec.likeness(source) > best.likeness(source))) {
                best = codec;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether these are the keys of a telephone (RFC 4733), which come between the audio and are none. */
    public boolean isTelephoneEvent() {
        return name.equalsIgnoreCase("telephone-event");
    }

    /** The name in capitals. */
    public String upperName() {
        return name.toUpperCase(Locale.ROOT);
    }

    private String parameter(Pattern pattern, String otherwise) {
        Matcher match = pattern.matcher(parameters);
        return match.find() ? match.group(1).toLowerCase(Locale.ROOT) : otherwise;
    }
}
