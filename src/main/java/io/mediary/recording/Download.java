package io.mediary.recording;

import io.mediary.media.MediaKind;

/**
 * A recording's file, ready to be sent to somebody who may have it.
 *
 * @param name in the store
 * @param size bytes, at least 1
 * @param contentType its media type (RFC 6838)
 * @param tag a strong entity tag (RFC 9110, 8.8.3), in quotes: files do not change once they can be had, and a recording
 *            that takes the name of a destroyed one began at another time
 */
public record Download(String name, long size, String contentType, String tag) {

    static Download of(Recording recording, long size) {
        String kind = recording.profile().kinds().contains(MediaKind.VIDEO) ? "video" : "audio";
        String format = switch (recording.profile().format()) {
            case WEBM -> "webm";
            case MP4 -> "mp4";
        };
        return new Download(recording.name(), size, kind + "/" + format,
                "\"" + Long.toHexString(recording.startedAt()) + "-" + Long.toHexString(size) + "\"");
    }

    /** The name for a saved file: the last part. */
    public String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
