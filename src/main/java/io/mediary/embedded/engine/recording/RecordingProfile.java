package io.mediary.embedded.engine.recording;

import java.util.Set;

/**
 * What a recording holds.
 *
 * @param form the kind of file
 * @param audio whether with sound
 * @param video whether with pictures
 */
public record RecordingProfile(Form form, boolean audio, boolean video) {

    /** The kinds of files. */
    public enum Form {

        /** WebM: VP8 and Opus. */
        WEBM("webm", Set.of("VP8")),
        /** Matroska: VP8 or H264, and Opus. */
        MATROSKA("matroska", Set.of("VP8", "H264"));

        private final String docType;
        private final Set<String> videoCodecs;

        Form(String docType, Set<String> videoCodecs) {
            this.docType = docType;
            this.videoCodecs = videoCodecs;
        }

        String docType() {
            return docType;
        }

        Set<String> videoCodecs() {
            return videoCodecs;
        }
    }
}
