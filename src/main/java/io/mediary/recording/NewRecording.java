package io.mediary.recording;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.mediary.media.RecordingProfile;

/**
 * A recording to be made.
 *
 * @param sessionId the session that is recorded
 * @param userId whose it is
 * @param name of the file, relative, as {@link RecordingName} makes it
 * @param profile of the file
 */
public record NewRecording(String sessionId, String userId, String name, RecordingProfile profile) {

    /** Its id, which follows from the file's name: so no two recordings can ever write the same file. */
    public String recordingId() {
        return UUID.nameUUIDFromBytes(("recording " + name).getBytes(StandardCharsets.UTF_8)).toString();
    }
}
