package io.mediary.recording;

/**
 * A recording's file, ready to be sent to somebody who may have it.
 *
 * @param name in the store
 * @param size bytes, at least 1
 * @param contentType its media type (RFC 6838)
 * @param tag an entity tag (RFC 9110, 8.8.3), quoted: files do not change once they can be had
 */
public record Download(String name, long size, String contentType, String tag) {

    /** The name for a saved file: the last part. */
    public String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
