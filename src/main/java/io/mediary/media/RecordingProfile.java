package io.mediary.media;

import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a recording holds.
 *
 * @param format of the file
 * @param kinds audio, video or both
 */
@RegisterForReflection
public record RecordingProfile(Format format, Set<MediaKind> kinds) {

    /** The formats of files. */
    @RegisterForReflection
    public enum Format {
        /** WebM. */
        @JsonProperty("webm")
        WEBM,
        /** MP4. */
        @JsonProperty("mp4")
        MP4;

        /** Of a file's name, with the dot. */
        public String extension() {
            return "." + name().toLowerCase(Locale.ROOT);
        }
    }
}
