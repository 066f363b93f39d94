package io.mediary.embedded.engine.recording;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a recording holds.
 *
 * @param form the kind of file
 * @param audio whether with sound
 * @param video whether with pictures
 */
public record RecordingProfile(Form form, boolean audio, boolean video) {

    /** Whether the file can have video of this codec. */
    public boolean holds(String codec) {
        return form.videoCodecs.contains(codec.toUpperCase(Locale.ROOT));
    }

    /** Which video the file can have, as a sentence for a person. */
    public String videoHeld() {
        return "the file (" + form.title + ") holds " + String.join(" or ", new TreeSet<>(form.videoCodecs)) + " video";
    }

    /** The kinds of files. */
    public enum Form {

        /** WebM: VP8 and Opus. */
        WEBM("webm", Set.of("VP8")),
        /** Matroska: VP8 or H264, and Opus. */
        MATROSKA("matroska", Set.of("VP8", "H264")),
        /** MP4: H264 and AAC. */
        MP4("mp4", Set.of("H264"));

        private final String title;
        private final Set<String> videoCodecs;

        Form(String title, Set<String> videoCodecs) {
            this.title = title;
            this.videoCodecs = videoCodecs;
        }

        /** How such files are called; in Matroska's own word where it is one. */
        String title() {
            return title;
        }

        /** In capitals. */
        Set<String> videoCodecs() {
            return videoCodecs;
        }
    }
}
