package io.mediary.media.kurento;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import com.google.gson.JsonElement;

import io.mediary.media.MediaKind;

/**
 * Which kinds of media a server transcodes. Kurento does all that have codecs; the embedded media server names among its
 * capabilities those that it only forwards. Stateless.
 */
final class Transcoding {

    /** What Kurento transcodes. */
    static final Set<MediaKind> FULL = Set.of(MediaKind.AUDIO, MediaKind.VIDEO);

    private static final String FORWARDS = "forwards:";

    private Transcoding() {
    }

    /** What a server transcodes that describes itself so ({@code ServerInfo}). */
    static Set<MediaKind> of(JsonElement serverInfo) {
        Set<MediaKind> kinds = EnumSet.copyOf(FULL);
        for (JsonElement capability : serverInfo.getAsJsonObject().getAsJsonArray("capabilities")) {
            kinds.removeIf(kind -> capability.getAsString().equals(FORWARDS + kind.name().toLowerCase(Locale.ROOT)));
        }
        return Set.copyOf(kinds);
    }
}
